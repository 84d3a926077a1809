import Glibc

/// Stream and datagram sockets that are names in a folder; the product knows no others.
public enum UnixSocket {
  /// The longest path a socket can have, in bytes.
  public static let pathLimit = 107

  /// Listens at `path`; a stale socket there is removed, so call this only under the runner's lock.
  /// - Throws: the failed call; ENAMETOOLONG above ``pathLimit``.
  public static func listen(_ path: String, mode: UInt32) throws(SystemCallError) -> Listener {
    let name = Array(path.utf8)
    let descriptor = try make(SOCK_STREAM)
    let listener = Listener(descriptor: descriptor, path: path)
    if try isStale(name) {
      try LinuxDisk().remove(in: AT_FDCWD, name, isFolder: false)
    }
    _ = try withAddress(name, "bind") { bind(descriptor, $0, $1) }
    _ = try checked("chmod", name) { chmod(path, mode_t(mode)) }
    _ = try checked("listen", name) { Glibc.listen(descriptor, 16) }
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    return listener
  }

  /// Connects to a listener.
  /// - Throws: the failed call; ENOENT or ECONNREFUSED when nobody listens.
  public static func connect(_ path: String) throws(SystemCallError) -> Connection {
    let connection = Connection(descriptor: try make(SOCK_STREAM))
    _ = try withAddress(Array(path.utf8), "connect") {
      Glibc.connect(connection.descriptor, $0, $1)
    }
    return connection
  }

  /// Sends one datagram; a path that begins with `@` is a name in the abstract namespace.
  /// - Throws: the failed call.
  public static func send(_ bytes: [UInt8], to path: String) throws(SystemCallError) {
    let descriptor = try make(SOCK_DGRAM)
    defer { _ = close(descriptor) }
    var name = Array(path.utf8)
    if name.first == 0x40 { name[0] = 0 }
    _ = try withAddress(name, "sendto") { address, length in
      let flags = Int32(MSG_NOSIGNAL)
      let sent = bytes.withUnsafeBytes {
        sendto(descriptor, $0.baseAddress, $0.count, flags, address, length)
      }
      return sent == -1 ? -1 : 0
    }
  }

  /// A socket that waits for connections.
  public final class Listener: Sendable {
    /// The descriptor, readable when somebody wants to connect.
    public let descriptor: Int32
    private let path: String

    fileprivate init(descriptor: Int32, path: String) {
      self.descriptor = descriptor
      self.path = path
    }

    deinit { _ = close(descriptor) }

    /// Takes the next connection, or `nil` when nobody waits.
    /// - Throws: the failed call.
    public func accept() throws(SystemCallError) -> Connection? {
      let accepted = repeating { Glibc.accept(descriptor, nil, nil) }
      if accepted >= 0 {
        _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
        return Connection(descriptor: accepted)
      }
      if errno == EAGAIN || errno == ECONNABORTED { return nil }
      throw SystemCallError(call: "accept", path: path, code: errno)
    }

    /// Removes the name.
    public func removeName() { _ = unlink(path) }
  }

  /// One conversation.
  public final class Connection: Sendable {
    /// The descriptor.
    public let descriptor: Int32

    fileprivate init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { _ = close(descriptor) }

    /// Reads up to a line feed, which is taken away, or to the end.
    /// - Throws: the failed call; EMSGSIZE above `limit` bytes, ETIMEDOUT after the time.
    public func readLine(limit: Int, timeoutSeconds: Double) throws(SystemCallError) -> [UInt8] {
      let deadline = BootClock.system.seconds + timeoutSeconds
      var line: [UInt8] = []
      var byte: UInt8 = 0
      while true {
        try wait(Int16(POLLIN), deadline, "read")
        let count = try checked("read", []) { repeating { Glibc.read(descriptor, &byte, 1) } }
        if count == 0 || byte == 0x0A { return line }
        guard line.count < limit else {
          throw SystemCallError(call: "read", path: "", code: EMSGSIZE)
        }
        line.append(byte)
      }
    }

    /// Writes all bytes.
    /// - Throws: the failed call; EPIPE when the other end is gone, ETIMEDOUT after the time.
    public func write(_ bytes: [UInt8], timeoutSeconds: Double) throws(SystemCallError) {
      let deadline = BootClock.system.seconds + timeoutSeconds
      let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
      var done = 0
      while done < bytes.count {
        try wait(Int16(POLLOUT), deadline, "send")
        let count = bytes[done...].withUnsafeBytes { buffer in
          repeating { Glibc.send(descriptor, buffer.baseAddress, buffer.count, flags) }
        }
        if count == -1, errno == EAGAIN { continue }
        done += try checked("send", []) { count }
      }
    }

    private func wait(_ events: Int16, _ deadline: Double, _ call: String) throws(SystemCallError) {
      var request = pollfd(fd: descriptor, events: events, revents: 0)
      while true {
        let left = deadline - BootClock.system.seconds
        guard left > 0 else { throw SystemCallError(call: call, path: "", code: ETIMEDOUT) }
        if poll(&request, 1, Int32(min(left * 1000 + 1, 1e9))) > 0 { return }
      }
    }
  }

  private static func make(_ kind: __socket_type) throws(SystemCallError) -> Int32 {
    try checked("socket", []) {
      socket(AF_UNIX, Int32(kind.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    }
  }

  private static func isStale(_ name: [UInt8]) throws(SystemCallError) -> Bool {
    do {
      return try LinuxDisk().status(in: AT_FDCWD, name).kind == .socket
    } catch {
      if error.isMissing { return false }
      throw error
    }
  }

  private static func withAddress(
    _ name: [UInt8], _ call: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws(SystemCallError) -> Int32 {
    guard name.count <= pathLimit else {
      throw SystemCallError(call: call, path: displayName(name), code: ENAMETOOLONG)
    }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    // An abstract name counts without a closing NUL, a path with one.
    let length = socklen_t(2 + name.count + (name.first == 0 ? 0 : 1))
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
    }
    return try checked(call, name) { result }
  }
}
