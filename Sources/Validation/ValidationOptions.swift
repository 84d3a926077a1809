/// How a prompt is checked.
public struct ValidationOptions: Equatable, Sendable {
  /// Whether choices that are file names of one machine are free names: an unknown name with a
  /// plausible form is then a `model_file_unknown` warning, not `value_not_in_list`, and files
  /// are not looked up.
  public var treatsFileChoicesAsNames: Bool
  /// Whether nightloom's own rules are checked too.
  public var checksStricterRules: Bool
  /// The level of nodes no output depends on; an error for answers of our own.
  public var unreachableLevel: IssueLevel
  /// Whether the nearest valid names are looked for; takes time for unknown class types.
  public var suggestsNames: Bool

  /// Makes options; the defaults suit answers of our own.
  public init(
    treatsFileChoicesAsNames: Bool = true, checksStricterRules: Bool = true,
    unreachableLevel: IssueLevel = .error, suggestsNames: Bool = false
  ) {
    self.treatsFileChoicesAsNames = treatsFileChoicesAsNames
    self.checksStricterRules = checksStricterRules
    self.unreachableLevel = unreachableLevel
    self.suggestsNames = suggestsNames
  }

  /// Answers of our own, in training and ranking.
  public static let answer = ValidationOptions()
  /// Exactly what the server checks, and nothing else.
  public static let server = ValidationOptions(
    treatsFileChoicesAsNames: false, checksStricterRules: false)
  /// Files of people: everything, with names to choose instead.
  public static let file = ValidationOptions(unreachableLevel: .warning, suggestsNames: true)
}
