public import OperatingSystem

/// What keeps a shipment from being written, read or launched.
public enum DistributionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A file of the shipment is not what was sent.
  case damaged(path: String, problem: String)
  /// This host's engine is another one; the names of what differs.
  case otherEngine(path: String, differs: [String])
  /// A chunk with this number does not exist.
  case noChunk(Int, of: Int)
  /// A scheduler refused; what it said.
  case refused(program: String, status: Int32, words: String)
  /// A system call failed.
  case system(SystemCallError)

  /// What is wrong and where.
  public var description: String {
    switch self {
    case .damaged(let path, let problem): "the shipment \(path) is damaged: \(problem)"
    case .otherEngine(let path, let differs):
      "the shipment \(path) was made for another engine: "
        + (differs.isEmpty ? "its digest" : differs.joined(separator: ", "))
        + (differs.count > 1 ? " differ" : " differs")
    case .noChunk(let number, let count):
      "there is no chunk \(number); the shipment has \(count), counted from 0"
    case .refused(let program, let status, let words):
      "\(program) ended with \(status)" + (words.isEmpty ? "" : ": \(words)")
    case .system(let error): error.description
    }
  }

  /// What to do about it, or `nil`.
  public var hint: String? {
    switch self {
    case .damaged: "take the shipment back with nightloom dispatch --take-back ID"
    case .otherEngine: "install the same program, model, catalog and knowledge base on every host"
    case .noChunk: nil
    case .refused: "see that the scheduler runs; then nightloom dispatch --resume ID"
    case .system(let error): error.hint
    }
  }
}
