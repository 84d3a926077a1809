import Glibc

/// A system call that failed: which one, on what, and why.
public struct SystemCallError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Name of the call, as in section 2 of the manual.
  public let call: String
  /// The file it was made on, printable; empty when there is none.
  public let path: String
  /// The value of `errno`.
  public let code: Int32

  /// Makes an error from its parts.
  public init(call: String, path: String, code: Int32) {
    self.call = call
    self.path = path
    self.code = code
  }

  /// What failed and why, for example `open /srv/x: No such file or directory`.
  public var description: String {
    let reason = String(cString: strerror(code))
    return path.isEmpty ? "\(call): \(reason)" : "\(call) \(path): \(reason)"
  }

  /// What a person can do next, or `nil` where the reason says it all.
  public var hint: String? {
    switch code {
    case ENOENT: "check the path; a folder on the way may be missing"
    case EACCES, EPERM: "check owner and mode with 'ls -ld' on the file and its folder"
    case ENOSPC: "free some space on that file system; see 'df -h'"
    case EDQUOT: "the disk quota is used up; see 'quota'"
    case EROFS: "the file system is mounted read-only; see 'findmnt'"
    case EMFILE, ENFILE: "too many open files; see 'ulimit -n'"
    case ELOOP: "symbolic links are not followed here; name the real file"
    case EFBIG: "the file is larger than the limit"
    case EIO: "the disk reports an error; see 'dmesg'"
    default: nil
    }
  }

  /// Whether the file was not there.
  public var isMissing: Bool { code == ENOENT }
  /// Whether the name was taken.
  public var isTaken: Bool { code == EEXIST || code == ENOTEMPTY }
  /// Whether the final name was a symbolic link.
  public var isLink: Bool { code == ELOOP }
  /// Whether a socket or a device without a driver was opened as a file.
  public var isSocket: Bool { code == ENXIO }
  /// Whether a component was no folder.
  public var isNoFolder: Bool { code == ENOTDIR }
  /// Whether there was no space left.
  public var isFull: Bool { code == ENOSPC || code == EDQUOT }
  /// Whether the process or the machine has too many open files.
  public var isExhausted: Bool { code == EMFILE || code == ENFILE }
  /// Whether a right was missing or the file system is read-only.
  public var isDenied: Bool { code == EACCES || code == EPERM || code == EROFS }
  /// Whether the file passed a size limit.
  public var isTooLarge: Bool { code == EFBIG }
  /// Whether what came over a socket passed a size limit.
  public var isMessageTooLong: Bool { code == EMSGSIZE }
  /// Whether nobody listens at a socket.
  public var isUnanswered: Bool { code == ENOENT || code == ECONNREFUSED }
  /// Whether the other end of a socket hung up; what it said before can still be read.
  public var isHungUp: Bool { code == EPIPE || code == ECONNRESET }
}

/// Makes any file name printable: control bytes, direction marks and bytes that are not UTF-8
/// appear as `\xNN`.
public func displayName(_ name: [UInt8]) -> String {
  let isPlain = name.allSatisfy { (0x20...0x7E).contains($0) }
  if isPlain { return String(decoding: name, as: UTF8.self) }
  let text = String(validating: name, as: UTF8.self)
  guard let text else {
    return name.map { $0 < 0x80 ? shown(Unicode.Scalar($0)) : hex($0) }.joined()
  }
  return text.unicodeScalars.map(shown).joined()
}

private func shown(_ scalar: Unicode.Scalar) -> String {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator:
    String(scalar).utf8.map(hex).joined()
  default: String(scalar)
  }
}

private func hex(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16)
  return digits.count == 1 ? "\\x0" + digits : "\\x" + digits
}
