import WorkflowGraph

/// A wish with the class types of the workflow that a person made for it.
public struct RetrievalWish: Sendable {
  /// What a person wrote.
  public var prompt: String
  /// The workflow's near-duplicate cluster, which retrieval must pass over.
  public var family: String
  /// The workflow's class types.
  public var gold: Set<String>

  /// Makes a wish.
  public init(prompt: String, family: String, gold: Set<String>) {
    self.prompt = prompt
    self.family = family
    self.gold = gold
  }

  /// The described ones among curated workflows, each by its best description.
  public static func wishes(_ curated: [CuratedWorkflow]) -> [RetrievalWish] {
    curated.compactMap { one in
      guard let prompt = one.entry.descriptions.first else { return nil }
      return RetrievalWish(
        prompt: prompt, family: one.entry.family, gold: Set(one.workflow.nodes.map(\.classType)))
    }
  }
}
