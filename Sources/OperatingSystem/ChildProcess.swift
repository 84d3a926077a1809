import Glibc

/// Runs another program with an argument vector; no shell is ever involved.
public enum ChildProcess {
  /// What a program left.
  public struct Outcome: Sendable, Equatable {
    /// The exit status; 128 + the signal's number when a signal ended it.
    public let status: Int32
    /// What it wrote to standard output.
    public let output: [UInt8]
    /// What it wrote to standard error.
    public let errors: [UInt8]
    /// Whether it was killed because its time was up.
    public let isTimedOut: Bool
  }

  /// Runs `arguments[0]`, looked up in PATH, feeds it `input` and waits for its end.
  ///
  /// A program that stops reading ends the feeding, nothing more. Signals that this process ignores
  /// are set back to their default.
  ///
  /// - Parameters:
  ///   - arguments: The program and its arguments.
  ///   - input: What it reads.
  ///   - environment: `NAME=value` lines; `nil` passes on our own.
  ///   - timeoutSeconds: After this time it is killed.
  ///   - outputLimit: So many bytes of each stream are kept, the rest is read and forgotten.
  /// - Returns: Its status and what it wrote.
  /// - Throws: the failed call; `posix_spawn` with ENOENT for an unknown program.
  public static func run(
    _ arguments: [String], input: [UInt8] = [], environment: [String]? = nil,
    timeoutSeconds: Double? = nil, outputLimit: Int = .max
  ) throws(SystemCallError) -> Outcome {
    let program = Array((arguments.first ?? "").utf8)
    let texts = arguments + (environment ?? [])
    guard !program.isEmpty, !texts.contains(where: { $0.utf8.contains(0) }) else {
      throw SystemCallError(call: "posix_spawn", path: displayName(program), code: EINVAL)
    }
    var feeding = try Pipe()
    var output = try Pipe()
    var errors = try Pipe()
    defer {
      feeding.closeAll()
      output.closeAll()
      errors.closeAll()
    }
    let process = try spawn(
      arguments, environment, [feeding.far, output.far, errors.far], program)
    feeding.closeFar()
    output.closeFar()
    errors.closeFar()
    var exchange = Exchange(input: input, timeoutSeconds: timeoutSeconds, limit: outputLimit)
    var status: Int32 = 0
    let isInTime =
      exchange.run(&feeding, &output, &errors)
      && hasEnded(process, &status, by: exchange.deadline)
    let isTimedOut = !isInTime
    if isTimedOut || exchange.deadline == nil {
      if isTimedOut { kill(process, SIGKILL) }
      _ = try checked("waitpid", program) { repeating { waitpid(process, &status, 0) } }
    }
    let signal = status & 0x7F
    return Outcome(
      status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, output: exchange.output,
      errors: exchange.errors, isTimedOut: isTimedOut)
  }

  /// Waits for a child that has closed its streams, which need not be its end; without a deadline
  /// the caller waits.
  private static func hasEnded(_ process: pid_t, _ status: inout Int32, by deadline: Double?)
    -> Bool
  {
    guard let deadline else { return true }
    while repeating({ waitpid(process, &status, WNOHANG) }) == 0 {
      if BootClock.system.seconds >= deadline { return false }
      usleep(5000)
    }
    return true
  }

  private static func spawn(
    _ arguments: [String], _ environment: [String]?, _ streams: [Int32], _ program: [UInt8]
  ) throws(SystemCallError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, stream) in streams.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, stream, Int32(number))
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGPIPE, SIGTERM, SIGINT, SIGHUP] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

    let vector = arguments.map { strdup($0) } + [nil]
    let variables = (environment ?? []).map { strdup($0) } + [nil]
    defer { for text in vector + variables { free(text) } }
    var process: pid_t = 0
    let code =
      environment == nil
      ? posix_spawnp(&process, arguments[0], &actions, &attributes, vector, environ)
      : posix_spawnp(&process, arguments[0], &actions, &attributes, vector, variables)
    guard code == 0 else {
      throw SystemCallError(call: "posix_spawn", path: displayName(program), code: code)
    }
    return process
  }
}

/// Two connected descriptors: `near` stays here, `far` goes to the child.
///
/// Sockets, because a socket pair can be closed on exec from birth (the Glibc module lacks `pipe2`)
/// and because feeding it raises no SIGPIPE.
private struct Pipe {
  var near: Int32
  var far: Int32

  init() throws(SystemCallError) {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    _ = try checked("socketpair", []) { socketpair(AF_UNIX, kind, 0, &ends) }
    (near, far) = (ends[0], ends[1])
    _ = fcntl(near, F_SETFL, fcntl(near, F_GETFL) | O_NONBLOCK)
  }

  mutating func closeFar() {
    if far >= 0 { _ = close(far) }
    far = -1
  }

  mutating func closeNear() {
    if near >= 0 { _ = close(near) }
    near = -1
  }

  mutating func closeAll() {
    closeNear()
    closeFar()
  }
}

/// Feeds and reads at the same time, so that neither side can wait for the other for ever.
private struct Exchange {
  let input: [UInt8]
  var sent = 0
  var output: [UInt8] = []
  var errors: [UInt8] = []
  let deadline: Double?
  let limit: Int
  private var buffer = [UInt8](repeating: 0, count: 65_536)

  init(input: [UInt8], timeoutSeconds: Double?, limit: Int) {
    self.input = input
    self.limit = limit
    deadline = timeoutSeconds.map { BootClock.system.seconds + $0 }
  }

  /// Runs until both output streams end.
  /// - Returns: `false` when the time was up first.
  mutating func run(_ feeding: inout Pipe, _ output: inout Pipe, _ errors: inout Pipe) -> Bool {
    if input.isEmpty { feeding.closeNear() }
    while output.near >= 0 || errors.near >= 0 {
      var wait: Int32 = -1
      if let deadline {
        let left = deadline - BootClock.system.seconds
        if left <= 0 { return false }
        wait = Int32(min(left * 1000 + 1, 1e9))
      }
      var requests = [
        pollfd(fd: feeding.near, events: Int16(POLLOUT), revents: 0),
        pollfd(fd: output.near, events: Int16(POLLIN), revents: 0),
        pollfd(fd: errors.near, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&requests, 3, wait) > 0 else { continue }
      if requests[0].revents != 0 { send(&feeding) }
      if requests[1].revents != 0 { keep(receive(&output), in: &self.output) }
      if requests[2].revents != 0 { keep(receive(&errors), in: &self.errors) }
    }
    return true
  }

  private mutating func send(_ pipe: inout Pipe) {
    let count = input[sent...].withUnsafeBytes {
      Glibc.send(pipe.near, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    if count > 0 { sent += count }
    let hasFailed = count < 0 && errno != EAGAIN && errno != EINTR
    if hasFailed || sent == input.count { pipe.closeNear() }
  }

  private func keep(_ bytes: ArraySlice<UInt8>, in stream: inout [UInt8]) {
    stream += bytes.prefix(limit - stream.count)
  }

  private mutating func receive(_ pipe: inout Pipe) -> ArraySlice<UInt8> {
    let count = read(pipe.near, &buffer, buffer.count)
    if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) { pipe.closeNear() }
    return buffer[..<max(0, count)]
  }
}
