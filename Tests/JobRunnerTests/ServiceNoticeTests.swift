import Foundation
import Glibc
import OperatingSystem
import Testing

@testable import JobRunner

/// A datagram socket in place of the service manager's.
final class ManagerSocket {
  let descriptor: Int32
  let path: String

  /// Listens at a path, or at an abstract name when it begins with `@`.
  init(_ path: String) {
    self.path = path
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var name = Array(path.utf8)
    if name.first == 0x40 { name[0] = 0 }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    let length = socklen_t(2 + name.count + (name.first == 0 ? 0 : 1))
    let descriptor = descriptor
    _ = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
    }
  }

  deinit { close(descriptor) }

  /// The next message, or an empty one when none comes in time.
  func next(milliseconds: Int32 = 5000) -> String {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&request, 1, milliseconds) == 1 else { return "" }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }

  /// All messages that wait.
  func all() -> [String] {
    var messages: [String] = []
    while true {
      let message = next(milliseconds: 0)
      if message.isEmpty { return messages }
      messages.append(message)
    }
  }
}

@Suite("ServiceNotice")
struct ServiceNoticeTests {
  @Test("messages go to a path and to an abstract name, a sentence on one line")
  func messages() {
    let folder = RunnerFolder()
    for path in [folder.path + "/n", "@nightloom-\(UUID().uuidString)"] {
      let manager = ManagerSocket(path)
      let notice = ServiceNotice(address: path, watchdogMicroseconds: 60_000_000)
      #expect(notice.isHeard && notice.watchdogInterval == 60_000)
      notice.ready("watching\nin two lines")
      #expect(manager.next() == "READY=1\nSTATUS=watching in two lines")
      notice.status("1 running")
      #expect(manager.next() == "STATUS=1 running")
      notice.stopping("ending")
      #expect(manager.next() == "STOPPING=1\nSTATUS=ending")
      notice.extend(15_000)
      #expect(manager.next() == "EXTEND_TIMEOUT_USEC=15000000")
      notice.alive()
      #expect(manager.next() == "WATCHDOG=1")
      let before = MonotonicClock.microseconds
      notice.reloading()
      let parts = manager.next().split(separator: "\n")
      #expect(parts.first == "RELOADING=1" && parts.count == 2)
      let moment = parts.last?.split(separator: "=").last.flatMap { Int64($0) } ?? 0
      #expect(moment >= before && moment <= MonotonicClock.microseconds)
    }
  }

  @Test("without a manager, and with a name that is none, nothing is sent")
  func nobody() {
    #expect(!ServiceNotice.none.isHeard)
    #expect(!ServiceNotice(address: "relative").isHeard)
    #expect(ServiceNotice(address: nil, watchdogMicroseconds: 0).watchdogInterval == nil)
    // A manager that is gone is no error.
    ServiceNotice(address: "/nonexistent/socket").alive()
  }
}
