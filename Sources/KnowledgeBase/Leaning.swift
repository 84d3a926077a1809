/// What is known of a candidate before a model reads the wish.
public struct Leaning: Equatable, Sendable {
  /// The log odds that the workflow has the class type.
  public var odds: Double
  /// The log probability that a workflow that has it has 1, 2, … nodes of it, up to a constant.
  public var counts: [Double]

  /// Makes a leaning.
  public init(odds: Double, counts: [Double] = []) {
    self.odds = odds
    self.counts = counts
  }
}
