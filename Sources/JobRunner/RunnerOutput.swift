/// Where a runner tells people what it does.
public struct RunnerOutput: Sendable {
  /// Takes one line about something that happened.
  public var note: @Sendable (String) -> Void
  /// Takes one line about how it stands, shown in place of the one before; `nil` off a terminal,
  /// where such lines become notes, at most one in ten seconds.
  public var standing: (@Sendable (String) -> Void)?

  /// Makes an output.
  public init(
    note: @escaping @Sendable (String) -> Void, standing: (@Sendable (String) -> Void)? = nil
  ) {
    self.note = note
    self.standing = standing
  }

  /// Tells nobody anything.
  public static let silent = RunnerOutput { _ in }
}
