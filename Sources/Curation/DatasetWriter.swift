public import Generation
public import WorkflowGraph

/// Turns curated workflows into reasoning samples: several wishes and candidate lists each.
///
/// Half of the candidate lists follow the paper (gold types and four fifths as many types drawn
/// uniformly from the catalog); the other half draws the extras from other workflows, so that the
/// model also learns to leave out nodes that it knows well.
///
/// Source: ComfyUI-R1, section 4.1. Differs: the second half, see PAPER.md section 5.
public struct DatasetWriter {
  /// Samples written for each workflow: every style of wish with either kind of candidates.
  public static let samplesPerWorkflow = InstructionWriter.Style.allCases.count * 2

  private let synthesizer: ReasoningSynthesizer
  private let catalogTypes: [String]
  private let usedTypes: [[String]]

  /// Prepares for a corpus; `workflows` provide the extras of the second kind.
  public init(catalog: NodeCatalog, workflows: [CuratedWorkflow]) {
    synthesizer = ReasoningSynthesizer(catalog: catalog)
    catalogTypes = catalog.definitions.map(\.classType)
    usedTypes = workflows.map { distinct($0.workflow.nodes.map(\.classType)) }
  }

  /// The samples of one workflow.
  ///
  /// - Throws: The printer's error for a workflow with a cycle.
  public func samples(
    of curated: CuratedWorkflow, using random: inout some RandomNumberGenerator
  ) throws -> [Transcript] {
    let response = try synthesizer.response(for: curated.workflow)
    let writer = synthesizer.instructions(for: curated.entry, workflow: curated.workflow)
    return InstructionWriter.Style.allCases.flatMap { style in
      [true, false].map { isUniform in
        Transcript(
          prompt: writer.instruction(style, using: &random),
          candidates: candidates(response.selectedNodes, isUniform: isUniform, using: &random),
          response: response)
      }
    }
  }

  private func candidates(
    _ gold: [String], isUniform: Bool, using random: inout some RandomNumberGenerator
  ) -> [String] {
    var chosen = gold
    var known = Set(gold)
    let wanted = gold.count + gold.count * 4 / 5
    for _ in 0..<(wanted * 20) where chosen.count < wanted {
      let pool = isUniform ? catalogTypes : usedTypes.randomElement(using: &random) ?? catalogTypes
      guard let extra = pool.randomElement(using: &random) else { break }
      if known.insert(extra).inserted { chosen.append(extra) }
    }
    return chosen.shuffled(using: &random)
  }
}

/// The elements of `values` without repetitions, in their order.
func distinct(_ values: [String]) -> [String] {
  var seen: Set<String> = []
  return values.filter { seen.insert($0).inserted }
}
