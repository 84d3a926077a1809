import Glibc

/// What the process may know of itself and its surroundings.
public enum ThisProcess {
  /// Its number.
  public static var id: Int { Int(getpid()) }
  /// Whether it has the rights of root.
  public static var isRoot: Bool { geteuid() == 0 }
  /// The number of the user it acts for.
  public static var user: UInt32 { geteuid() }

  /// Sets the permission bits that new files never get.
  public static func setUmask(_ mask: UInt32) { umask(mode_t(mask)) }

  /// How many processors it may run on.
  public static var processorCount: Int {
    // The Glibc module lacks sched_getaffinity.
    typealias Affinity = @convention(c) (Int32, Int, UnsafeMutableRawPointer) -> Int32
    var mask = [UInt64](repeating: 0, count: 128)
    let size = mask.count * 8
    if let symbol = dlsym(nil, "sched_getaffinity") {
      let affinity = unsafeBitCast(symbol, to: Affinity.self)
      let result = mask.withUnsafeMutableBytes { buffer in
        buffer.baseAddress.map { affinity(0, size, $0) } ?? -1
      }
      if result >= 0 { return max(1, mask.reduce(0) { $0 + $1.nonzeroBitCount }) }
    }
    return max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }

  /// Bytes of memory in use, or `nil` when the kernel does not tell.
  public static var residentBytes: Int? {
    guard let bytes = try? readFile("/proc/self/statm", limit: 4096) else { return nil }
    let fields = bytes.split(separator: 0x20)
    guard fields.count > 1, let pages = Int(String(decoding: fields[1], as: UTF8.self))
    else { return nil }
    return pages * max(1, sysconf(Int32(_SC_PAGESIZE)))
  }

  /// Lets the calling thread sleep.
  public static func pause(milliseconds: Int64) {
    usleep(UInt32(clamping: max(0, milliseconds) * 1000))
  }

  /// Ends the process at once.
  public static func exit(_ status: Int32) -> Never { Glibc.exit(status) }
}

/// The variables the process was started with.
public enum Environment {
  /// The value of a variable, or `nil` when it is not set.
  public static func value(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}

/// The signals that the product answers to.
public enum Signal: Sendable, CaseIterable {
  /// Sent by service managers: end in good order.
  case terminate
  /// Sent by Ctrl-C: the same.
  case interrupt
  /// Read the configuration again.
  case hangUp
  /// A pipe's reader is gone.
  case pipe

  /// Its number.
  public var number: Int32 {
    switch self {
    case .terminate: SIGTERM
    case .interrupt: SIGINT
    case .hangUp: SIGHUP
    case .pipe: SIGPIPE
    }
  }

  /// Ignores it, as a dispatch source for it requires.
  public func ignore() { _ = signal(number, SIG_IGN) }

  /// Sends it to a process.
  /// - Throws: the failed call.
  public func send(to process: Int) throws(SystemCallError) {
    _ = try checked("kill", Array("\(process)".utf8)) { kill(pid_t(clamping: process), number) }
  }
}
