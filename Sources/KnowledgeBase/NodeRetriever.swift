public import WorkflowGraph

/// Finds nodes and their neighbours for the words of a prompt.
public struct NodeRetriever: Sendable {
  /// The definitions that apply.
  public let catalog: NodeCatalog
  /// The curated workflows.
  public let workflows: WorkflowKnowledgeBase
  private let index: BM25Index
  /// Producers and consumers by type, for the closure of candidates.
  public let producers: ProducerIndex

  /// Makes a retriever; documents are class name, shown name, menu path, input and output names.
  public init(catalog: NodeCatalog, workflows: WorkflowKnowledgeBase) {
    self.catalog = catalog
    self.workflows = workflows
    producers = ProducerIndex(catalog, popularity: workflows.popularity)
    index = BM25Index(
      catalog.definitions.map { definition in
        let parts =
          [definition.classType, definition.displayName, definition.category]
          + definition.inputs.map(\.name) + definition.outputs.map(\.name)
        return TextTerms.bag(of: parts.joined(separator: "\n"))
      })
  }

  /// The class types whose definitions fit a text, best first.
  ///
  /// - Parameters:
  ///   - text: Words of a prompt or a name.
  ///   - limit: The most class types wanted.
  ///   - isUsable: Whether a class type may be in the result.
  /// - Returns: Class types that share a term with the text.
  public func classTypes(
    for text: String, limit: Int, usable isUsable: (String) -> Bool = { _ in true }
  ) -> [String] {
    index.search(TextTerms.terms(of: text), limit: limit) { place in
      isUsable(catalog.definitions[place].classType)
    }.map { catalog.definitions[$0.document].classType }
  }
}
