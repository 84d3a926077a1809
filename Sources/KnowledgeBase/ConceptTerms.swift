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
  /// An instruction that names no task asks for a picture made from text, or from a picture that
  /// it mentions unless it says what is to be done with that.
  public func terms(askedBy instruction: String) -> [String] {
    let concepts = concepts(in: instruction).filter { $0.kind != .value }
    let names = Set(concepts.map(\.name))
    let isPlain = !concepts.contains { $0.kind == .task || $0.kind == .technique }
    let isOnlyPictures = names.isDisjoint(with: ["video_out", "audio_out", "model_3d_out"])
    var further: String?
    if names.contains("image_in"), isPlain, isOnlyPictures {
      further = "image_to_image"
    } else if !concepts.contains(where: { $0.kind == .task || $0.kind == .modality }) {
      further = "text_to_image"
    }
    return (concepts + entries.map(\.concept).filter { $0.name == further }).map(\.term)
  }
}
