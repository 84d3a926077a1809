import Glibc

/// A datagram socket in place of the service manager's.
final class Manager {
  let path: String
  private let descriptor: Int32

  init(_ path: String) throws {
    self.path = path
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    self.descriptor = descriptor
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let length = socklen_t(2 + path.utf8.count + 1)
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
    }
    guard result == 0 else { throw Failure(code: errno) }
  }

  struct Failure: Error { let code: Int32 }

  deinit { close(descriptor) }

  /// The next message, or an empty one when none comes in ten seconds.
  func next() -> String {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&request, 1, 10_000) == 1 else { return "" }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }

  /// Whether a message like this comes, others before it let alone.
  func wait(_ isMeant: (String) -> Bool) -> Bool {
    while true {
      let message = next()
      if isMeant(message) { return true }
      if message.isEmpty { return false }
    }
  }
}
