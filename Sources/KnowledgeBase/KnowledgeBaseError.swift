/// Why a knowledge base cannot be read.
public enum KnowledgeBaseError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A file does not follow its format.
  case malformed(file: String, reason: String)

  /// One sentence with the file and the reason.
  public var description: String {
    switch self {
    case .malformed(let file, let reason): "cannot read \(file): \(reason)"
    }
  }
}
