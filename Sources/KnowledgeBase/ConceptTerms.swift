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

  /// What to look for when retrieving for an instruction: the terms of its structural concepts,
  /// and its own words only where it has none, since most words describe the picture.
  ///
  /// An instruction that names no task asks for a picture made from text.
  public func query(for instruction: String) -> String {
    let concepts = concepts(in: instruction).filter { $0.kind != .value }
    var terms = concepts.map(\.term)
    if !concepts.contains(where: { $0.kind == .task || $0.kind == .modality }) {
      terms += entries.filter { $0.concept.name == "text_to_image" }.map(\.concept.term)
    }
    return (concepts.isEmpty ? [instruction] + terms : terms).joined(separator: " ")
  }
}
