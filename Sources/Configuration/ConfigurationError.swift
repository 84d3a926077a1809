public import OperatingSystem

/// Why a configuration file cannot be used.
public enum ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file could not be read.
  case unreadable(path: String, SystemCallError)
  /// The file says things that cannot be; never empty, in the order of the lines.
  case invalid([Problem])

  /// One wrong line.
  public struct Problem: Equatable, Sendable, CustomStringConvertible {
    /// The file.
    public let path: String
    /// The line, counted from 1; 0 for a value that was not in the file.
    public let line: Int
    /// What is wrong, without the place.
    public let sentence: String

    /// Place and sentence, as compilers print them.
    public var description: String { "\(path):\(line): \(sentence)" }
  }

  /// All sentences, one a line.
  public var description: String {
    switch self {
    case .unreadable(let path, let error): "cannot read the configuration \(path): \(error)"
    case .invalid(let problems): problems.map(\.description).joined(separator: "\n")
    }
  }
}
