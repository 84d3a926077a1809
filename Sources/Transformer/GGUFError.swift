import OperatingSystem

/// What stopped reading, checking or writing a GGUF file.
///
/// Offsets are bytes from the start of the file.
public enum GGUFError: Error, Equatable, Sendable {
  /// The file ends before `what` at `offset` is complete.
  case truncated(what: String, offset: Int, needed: UInt64, available: Int)
  /// The bytes at `offset` cannot be what the format puts there.
  case malformed(what: String, offset: Int)
  /// The file is well formed but uses something this reader does not have.
  case unsupported(what: String, hint: String)
  /// A metadata key the caller needs is absent.
  case missingKey(String)
  /// A metadata key holds another type than the caller needs.
  case wrongType(key: String, expected: String, found: String)
  /// A number in the metadata is outside what the program can work with.
  case valueOutOfRange(key: String, value: String, allowed: String)
  /// A tensor of the architecture is absent.
  case missingTensor(String)
  /// A tensor has another shape (rows, columns) than the metadata asks for.
  case wrongShape(tensor: String, expected: String, found: String)
  /// A tensor or key given to the writer cannot be written.
  case unwritable(name: String, reason: String)
}

extension GGUFError: CustomStringConvertible {
  /// One sentence that says what, where, and what to do.
  ///
  /// Names and values of the file are made printable and cut to a length that can be read.
  public var description: String {
    switch self {
    case .truncated(let what, let offset, let needed, let available):
      """
      GGUF file ends too early: \(shown(what)) at byte \(offset) needs \(needed) bytes, \
      \(available) are left; copy or download the file again
      """
    case .malformed(let what, let offset):
      "not a valid GGUF file: \(shown(what)) at byte \(offset); copy or download the file again"
    case .unsupported(let what, let hint): "unsupported GGUF file: \(shown(what)); \(hint)"
    case .missingKey(let key):
      "GGUF metadata lacks \(key); export the model again with this key"
    case .wrongType(let key, let expected, let found):
      "GGUF metadata \(key) is \(found), expected \(expected); export the model again"
    case .valueOutOfRange(let key, let value, let allowed):
      "GGUF metadata \(key) is \(shown(value)), allowed is \(allowed); export the model again"
    case .missingTensor(let name):
      "GGUF file lacks the tensor \(name); export the whole model again"
    case .wrongShape(let tensor, let expected, let found):
      "tensor \(tensor) has shape \(found), the metadata asks for \(expected); export it again"
    case .unwritable(let name, let reason): "cannot write \(shown(name)) to a GGUF file: \(reason)"
    }
  }
  private func shown(_ text: String) -> String {
    let most = 300
    let scalars = text.unicodeScalars
    let start = String(String.UnicodeScalarView(scalars.prefix(most)))
    return displayName(Array(start.utf8)) + (scalars.dropFirst(most).isEmpty ? "" : " …")
  }
}
