import OperatingSystem

/// Where a runner tells people what it does.
///
/// Lines may quote prompt files, so what a terminal would act on is shown as `\xNN`.
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
    self.note = { line in note(displayName(Array(line.utf8))) }
    guard let standing else { return }
    self.standing = { line in standing(displayName(Array(line.utf8))) }
  }

  /// Tells nobody anything.
  public static let silent = RunnerOutput { _ in }
}
