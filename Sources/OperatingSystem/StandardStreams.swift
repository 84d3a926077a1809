import Glibc

/// Standard input, output and error.
public enum StandardStreams: Int32, Sendable {
  /// Standard input.
  case input = 0
  /// Standard output.
  case output = 1
  /// Standard error.
  case errors = 2

  /// Whether a person sits at the other end.
  public var isTerminal: Bool { isatty(rawValue) == 1 }

  /// Width of the terminal in columns, or `nil` off a terminal.
  public var columns: Int? {
    var size = winsize()
    guard ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Writes all bytes, waiting where the other end is slow.
  /// - Throws: the failed call; EPIPE when the reader is gone and SIGPIPE is ignored.
  public func write(_ bytes: [UInt8]) throws(SystemCallError) {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { buffer in
        repeating { Glibc.write(rawValue, buffer.baseAddress, buffer.count) }
      }
      if count >= 0 {
        done += count
      } else if errno == EAGAIN {
        var request = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
        _ = poll(&request, 1, -1)
      } else {
        throw SystemCallError(call: "write", path: "\(self)", code: errno)
      }
    }
  }

  /// Writes a text.
  /// - Throws: the failed call.
  public func write(_ text: String) throws(SystemCallError) { try write(Array(text.utf8)) }

  /// Reads to the end.
  /// - Throws: the failed call; ``SystemCallError/isTooLarge`` above `limit` bytes.
  public func readAll(limit: Int) throws(SystemCallError) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = try checked("read", Array("\(self)".utf8)) {
        repeating { Glibc.read(rawValue, &buffer, buffer.count) }
      }
      if count == 0 { return bytes }
      guard bytes.count + count <= limit else {
        throw SystemCallError(call: "read", path: "\(self)", code: EFBIG)
      }
      bytes += buffer[..<count]
    }
  }
}
