import Glibc
import Synchronization

/// A disk for fault tests: it hands calls to the real one and lets chosen ones fail.
///
/// It is public, and not in the tests, because the fault tests of other rooms need it; nothing
/// else in Sources uses it. Every call that may fail is counted from 1; `close` is not. A *fault*
/// lets one call fail with an `errno`; a *death* lets that call and all later ones fail, which
/// leaves on disk what a kill at that moment would leave.
public final class FaultyDisk: Disk {
  /// What goes wrong.
  public enum Fault: Sendable, Equatable {
    /// The n-th call fails, later ones work again.
    case fails(call: Int, code: Int32)
    /// The n-th call and all later ones fail with EIO.
    case dies(call: Int)
    /// The n-th call of one kind (`fsync`, `rename`, `write` …) fails, others work.
    case failsKind(String, call: Int, code: Int32)
  }

  private struct State {
    var count = 0
    var kinds: [String: Int] = [:]
    var log: [String] = []
  }

  private let real = LinuxDisk()
  private let fault: Fault?
  private let meanwhile: @Sendable (_ kind: String, _ call: Int) -> Void
  private let state = Mutex(State())

  /// Makes a disk with a fault, or one that only counts.
  ///
  /// - Parameters:
  ///   - fault: What goes wrong.
  ///   - meanwhile: Called before the n-th call of a kind: what another process does just then.
  public init(
    _ fault: Fault? = nil,
    meanwhile: @escaping @Sendable (_ kind: String, _ call: Int) -> Void = { _, _ in }
  ) {
    self.fault = fault
    self.meanwhile = meanwhile
  }

  /// How many calls were made.
  public var callCount: Int { state.withLock { $0.count } }
  /// The kinds of the calls in their order.
  public var log: [String] { state.withLock { $0.log } }

  private func attempt<Result>(
    _ kind: String, _ name: [UInt8] = [], _ body: () throws(SystemCallError) -> Result
  ) throws(SystemCallError) -> Result {
    let (all, same) = state.withLock { state in
      state.count += 1
      state.kinds[kind, default: 0] += 1
      state.log.append(kind)
      return (state.count, state.kinds[kind] ?? 0)
    }
    meanwhile(kind, same)
    let code: Int32? =
      switch fault {
      case .fails(let call, let code) where call == all: code
      case .dies(let call) where call <= all: EIO
      case .failsKind(kind, let call, let code) where call == same: code
      default: nil
      }
    if let code { throw SystemCallError(call: kind, path: displayName(name), code: code) }
    return try body()
  }

  /// See ``Disk/open(in:_:_:mode:)``.
  /// - Throws: the failed call.
  public func open(in folder: Int32, _ name: [UInt8], _ options: OpenOptions, mode: UInt32)
    throws(SystemCallError) -> Int32
  {
    try attempt("open") { () throws(SystemCallError) in
      try real.open(in: folder, name, options, mode: mode)
    }
  }

  /// See ``Disk/close(_:)``.
  public func close(_ descriptor: Int32) { real.close(descriptor) }

  /// See ``Disk/read(_:into:)``.
  /// - Throws: the failed call.
  public func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer)
    throws(SystemCallError) -> Int
  {
    try attempt("read") { () throws(SystemCallError) in try real.read(descriptor, into: buffer) }
  }

  /// See ``Disk/write(_:_:)``.
  /// - Throws: the failed call.
  public func write(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer)
    throws(SystemCallError) -> Int
  {
    try attempt("write") { () throws(SystemCallError) in try real.write(descriptor, buffer) }
  }

  /// See ``Disk/sync(_:_:)``.
  /// - Throws: the failed call.
  public func sync(_ descriptor: Int32, _ name: [UInt8]) throws(SystemCallError) {
    try attempt("fsync", name) { () throws(SystemCallError) in try real.sync(descriptor, name) }
  }

  /// See ``Disk/status(_:)``.
  /// - Throws: the failed call.
  public func status(_ descriptor: Int32) throws(SystemCallError) -> FileStatus {
    try attempt("fstat") { () throws(SystemCallError) in try real.status(descriptor) }
  }

  /// See ``Disk/status(in:_:)``.
  /// - Throws: the failed call.
  public func status(in folder: Int32, _ name: [UInt8]) throws(SystemCallError) -> FileStatus {
    try attempt("stat") { () throws(SystemCallError) in try real.status(in: folder, name) }
  }

  /// See ``Disk/rename(in:_:to:_:replacing:)``.
  /// - Throws: the failed call.
  public func rename(
    in folder: Int32, _ name: [UInt8], to target: Int32, _ newName: [UInt8], replacing: Bool
  ) throws(SystemCallError) {
    try attempt("rename") { () throws(SystemCallError) in
      try real.rename(in: folder, name, to: target, newName, replacing: replacing)
    }
  }

  /// See ``Disk/remove(in:_:isFolder:)``.
  /// - Throws: the failed call.
  public func remove(in folder: Int32, _ name: [UInt8], isFolder: Bool) throws(SystemCallError) {
    try attempt(isFolder ? "rmdir" : "unlink") { () throws(SystemCallError) in
      try real.remove(in: folder, name, isFolder: isFolder)
    }
  }

  /// See ``Disk/makeFolder(in:_:mode:)``.
  /// - Throws: the failed call.
  public func makeFolder(in folder: Int32, _ name: [UInt8], mode: UInt32)
    throws(SystemCallError)
  {
    try attempt("mkdir") { () throws(SystemCallError) in
      try real.makeFolder(in: folder, name, mode: mode)
    }
  }

  /// See ``Disk/setMode(_:_:)``.
  /// - Throws: the failed call.
  public func setMode(_ descriptor: Int32, _ mode: UInt32) throws(SystemCallError) {
    try attempt("fchmod") { () throws(SystemCallError) in try real.setMode(descriptor, mode) }
  }

  /// See ``Disk/lock(_:)``.
  /// - Throws: the failed call.
  public func lock(_ descriptor: Int32) throws(SystemCallError) -> Bool {
    try attempt("flock") { () throws(SystemCallError) in try real.lock(descriptor) }
  }

  /// See ``Disk/empty(_:)``.
  /// - Throws: the failed call.
  public func empty(_ descriptor: Int32) throws(SystemCallError) {
    try attempt("ftruncate") { () throws(SystemCallError) in try real.empty(descriptor) }
  }

  /// See ``Disk/list(_:)``.
  /// - Throws: the failed call.
  public func list(_ descriptor: Int32) throws(SystemCallError) -> [[UInt8]] {
    try attempt("readdir") { () throws(SystemCallError) in try real.list(descriptor) }
  }

  /// See ``Disk/fileSystem(_:)``.
  /// - Throws: the failed call.
  public func fileSystem(_ descriptor: Int32) throws(SystemCallError) -> FileSystemStatus {
    try attempt("fstatfs") { () throws(SystemCallError) in try real.fileSystem(descriptor) }
  }
}
