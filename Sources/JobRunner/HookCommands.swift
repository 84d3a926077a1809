/// Programs that are run when something ended: argument vectors, empty for none.
public struct HookCommands: Sendable, Equatable {
  /// After each job that is done.
  public var onDone: [String] = []
  /// After each job that is dead.
  public var onDead: [String] = []
  /// When nothing is left to do.
  public var onIdle: [String] = []

  /// Makes none.
  public init() {}

  /// Whether ends of jobs matter.
  var followsJobs: Bool { !onDone.isEmpty || !onDead.isEmpty }
}
