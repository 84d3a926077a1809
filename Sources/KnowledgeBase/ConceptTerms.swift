public import WorkflowGraph

/// Concepts as index terms, so that a wish for `upscaling` finds workflows that upscale, whatever
/// words their authors used.
extension Concept {
  /// One word that no text contains: `concept` and the name's letters and digits.
  public var term: String { "concept" + Concept.reduced(name) }
}

extension ConceptLexicon {
  /// The terms of the structural concepts that a workflow's nodes meet, in lexicon order.
  public func terms(metBy workflow: Workflow) -> [String] {
    entries.map(\.concept).filter { concept in workflow.nodes.contains(where: concept.isMet) }
      .map(\.term)
  }

  /// The terms of the structural concepts that an instruction asks for.
  ///
  /// An instruction that names no task asks for a picture made from text.
  public func terms(askedBy instruction: String) -> [String] {
    let concepts = concepts(in: instruction).filter { $0.kind != .value }
    if concepts.contains(where: { $0.kind == .task || $0.kind == .modality }) {
      return concepts.map(\.term)
    }
    return (concepts + entries.map(\.concept).filter { $0.name == "text_to_image" }).map(\.term)
  }
}
