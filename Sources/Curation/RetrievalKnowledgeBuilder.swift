public import KnowledgeBase
public import WorkflowGraph

/// Learns what `nodes.json` holds from curated workflows.
public struct RetrievalKnowledgeBuilder {
  private let translation: TermTranslation
  private let training: ScorerTraining
  private let company: CompanyTraining

  /// Prepares.
  ///
  /// - Parameters:
  ///   - curated: The curated workflows; the described ones serve as wishes.
  ///   - entries: The workflow knowledge base made of them.
  ///   - catalog: The definitions; partly known ones are not learned for.
  ///   - texts: Texts about workflows in several languages; of others than `curated` none is used.
  public init(
    _ curated: [CuratedWorkflow], entries: [WorkflowEntry], catalog: NodeCatalog,
    texts: [ParallelText]
  ) {
    let known = Set(curated.map(\.entry.id))
    translation = TranslationTable.learn(texts.filter { known.contains($0.id) })
    let exact = NodeCatalog(catalog.definitions.filter { $0.tier != .observed })
    let retriever = NodeRetriever(
      catalog: exact, workflows: WorkflowKnowledgeBase(entries),
      knowledge: RetrievalKnowledge(translation: translation))
    training = ScorerTraining(retriever, wishes: RetrievalWish.wishes(curated)) { _ in true }
    company = CompanyTraining(entries, pool: catalog.definitions.map(\.classType))
  }

  /// All scorers, learned from all wishes, what belongs together, and the translation.
  ///
  /// - Parameter random: Draws the candidates that do not belong together.
  /// - Returns: What `nodes.json` holds.
  public func knowledge(using random: inout some RandomNumberGenerator) -> RetrievalKnowledge {
    RetrievalKnowledge(
      scorers: ScorerSteps.standard.map { training.scorer($0) },
      company: company.scorer(using: &random), translation: translation)
  }

  /// The mean recall of each step with families held out, in the order of ``ScorerSteps``.
  public func heldOutRecall(folds: Int) -> [(name: String, recall: Double, wishes: Int)] {
    ScorerSteps.standard.map { step in
      let values = training.heldOutRecall(step, folds: folds)
      let mean = values.reduce(0, +) / Double(max(values.count, 1))
      return (step.name, mean, values.count)
    }
  }
}
