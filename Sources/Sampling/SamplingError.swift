/// Why a sampler could not be made.
public enum SamplingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A parameter without meaning.
  case outOfRange(name: String, value: String, range: String)

  /// What is wrong and what is expected.
  public var description: String {
    switch self {
    case .outOfRange(let name, let value, let range):
      "the \(name) is \(value); it must be \(range)"
    }
  }
}
