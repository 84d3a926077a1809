import Foundation
import JobRunner
import OperatingSystem
import Spool
import Synchronization
import TestSupport

/// A link swapped in between the look at a prompt file and its opening, on the real disk.
///
/// Row 19 of the fault matrix without its race: the swap happens at the very call where it hurts.
public struct LinkSwap: Sendable {
  /// Makes the harness.
  public init() {}

  /// Swaps a link to a file outside the spool into the inbox, at each call on the prompt file.
  public func run() -> HarnessReport {
    var report = HarnessReport("row 19: a link swapped in")
    let started = Date()
    do {
      for call in 1...12 { try swap(at: call, &report) }
    } catch {
      report.findings.append("\(error)")
    }
    report.seconds = Date().timeIntervalSince(started)
    return report
  }

  private func swap(at call: Int, _ report: inout HarnessReport) throws {
    let folder = try ScratchFolder()
    let secret = folder.path + ".secret"
    try Data("a secret outside the spool".utf8).write(to: URL(fileURLWithPath: secret))
    try folder.drop("p.txt", "a wish")
    let file = folder.path + "/inbox/p.txt"
    let disk = SwappingDisk(Array("p.txt".utf8), at: call) {
      try? FileManager.default.removeItem(atPath: file)
      try? FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: secret)
    }
    var settings = RunnerConfiguration()
    settings.minimumFreeBytes = 0
    settings.settling.quiet = 0
    settings.settling.odd = 0
    let spool = try SpoolDirectory(folder.path, user: ThisProcess.user, disk: disk)
    let run = try SteppedRun(try JobLoop(spool, settings, mode: .run) { StubGenerator() })
    for _ in 0..<4 {
      _ = try run.stepControl()
      while run.stepWorker(0) {}
    }
    report["swaps"] += disk.isDone ? 1 : 0
    let audit = try SpoolAudit(path: folder.path, dropped: folder.dropped, isFinished: false)
    // The prompt itself is gone by the hand of whoever swapped it; what must not be is the secret.
    report.findings += audit.torn.map { "call \(call): \($0)" }
    let kept = FileManager.default.contents(atPath: secret)
    if kept != Data("a secret outside the spool".utf8) {
      report.findings.append("call \(call): a file outside the spool was changed")
    }
  }
}

/// The real disk, with something happening before the n-th call on one name.
private final class SwappingDisk: Disk {
  private let real = LinuxDisk()
  private let name: [UInt8]
  private let call: Int
  private let happen: @Sendable () -> Void
  private let count = Mutex(0)

  init(_ name: [UInt8], at call: Int, _ happen: @escaping @Sendable () -> Void) {
    self.name = name
    self.call = call
    self.happen = happen
  }

  var isDone: Bool { count.withLock { $0 >= call } }

  private func look(_ other: [UInt8]) {
    guard other == name else { return }
    let isNow = count.withLock { count in
      count += 1
      return count == call
    }
    if isNow { happen() }
  }

  func open(in folder: Int32, _ name: [UInt8], _ options: OpenOptions, mode: UInt32)
    throws(SystemCallError) -> Int32
  {
    look(name)
    return try real.open(in: folder, name, options, mode: mode)
  }
  func status(in folder: Int32, _ name: [UInt8]) throws(SystemCallError) -> FileStatus {
    look(name)
    return try real.status(in: folder, name)
  }
  func rename(
    in folder: Int32, _ name: [UInt8], to target: Int32, _ newName: [UInt8], replacing: Bool
  ) throws(SystemCallError) {
    look(name)
    try real.rename(in: folder, name, to: target, newName, replacing: replacing)
  }
  func remove(in folder: Int32, _ name: [UInt8], isFolder: Bool) throws(SystemCallError) {
    look(name)
    try real.remove(in: folder, name, isFolder: isFolder)
  }
  func close(_ descriptor: Int32) { real.close(descriptor) }
  func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer)
    throws(SystemCallError) -> Int
  { try real.read(descriptor, into: buffer) }
  func write(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) throws(SystemCallError) -> Int {
    try real.write(descriptor, buffer)
  }
  func sync(_ descriptor: Int32, _ name: [UInt8]) throws(SystemCallError) {
    try real.sync(descriptor, name)
  }
  func status(_ descriptor: Int32) throws(SystemCallError) -> FileStatus {
    try real.status(descriptor)
  }
  func makeFolder(in folder: Int32, _ name: [UInt8], mode: UInt32) throws(SystemCallError) {
    try real.makeFolder(in: folder, name, mode: mode)
  }
  func setMode(_ descriptor: Int32, _ mode: UInt32) throws(SystemCallError) {
    try real.setMode(descriptor, mode)
  }
  func lock(_ descriptor: Int32) throws(SystemCallError) -> Bool { try real.lock(descriptor) }
  func empty(_ descriptor: Int32) throws(SystemCallError) { try real.empty(descriptor) }
  func list(_ descriptor: Int32) throws(SystemCallError) -> [[UInt8]] { try real.list(descriptor) }
  func fileSystem(_ descriptor: Int32) throws(SystemCallError) -> FileSystemStatus {
    try real.fileSystem(descriptor)
  }
}
