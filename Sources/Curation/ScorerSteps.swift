import KnowledgeBase

/// The scorers that are learned, each with the features of the one before and some more, so that
/// each step's gain can be measured.
public enum ScorerSteps {
  /// A scorer to learn.
  public struct Step: Sendable {
    /// Its name in tables.
    public let name: String
    let first: [NodeFeature]
    let second: [NodeFeature]
  }

  private static let neighbours: [NodeFeature] = [
    .nearest3, .nearest8, .nearest20, .nearest60, .similar, .commonness, .surprise,
  ]
  private static let names: [NodeFeature] = [
    .nodeText, .nodeTextShare, .nameCoverage, .nameCoverageSquared, .isOutput, .isPaid,
    .isDeprecated,
  ]
  private static let concepts: [NodeFeature] = [.similarConcepts, .alike20, .alike]
  private static let all = neighbours + concepts + names
  private static let company: [NodeFeature] = [.firstLook, .companyAny, .companyLift]

  /// The steps, the plainest first.
  public static let standard = [
    Step(name: "learned: neighbours", first: neighbours, second: []),
    Step(name: "+ concept lexicon", first: neighbours + concepts, second: []),
    Step(name: "+ the nodes' own text", first: all, second: []),
    Step(name: "+ company of nodes", first: all, second: all + company),
    Step(
      name: "+ menu and type closure", first: all, second: all + company + [.menuMates, .unfed]),
  ]
}
