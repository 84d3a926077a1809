import Glibc

/// A text file that only grows, one line at a time; without a path, lines go nowhere.
public struct LogFile: Sendable {
  private let descriptor: Int32?
  private let path: String

  /// Opens `path` for appending, making it when it is not there.
  ///
  /// - Throws: The failed call.
  public init(_ path: String?) throws(SystemCallError) {
    self.path = path ?? ""
    guard let path else {
      descriptor = nil
      return
    }
    let opened = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard opened >= 0 else { throw SystemCallError(call: "open", path: path, code: errno) }
    descriptor = opened
  }

  /// Appends one line; its end is added.
  ///
  /// - Throws: The failed call, also when only a part was written.
  public func append(_ line: String) throws(SystemCallError) {
    guard let descriptor else { return }
    let bytes = Array((line + "\n").utf8)
    let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard count == bytes.count else {
      throw SystemCallError(call: "write", path: path, code: count < 0 ? errno : EIO)
    }
  }
}
