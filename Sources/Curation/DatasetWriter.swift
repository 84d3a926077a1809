public import Generation
import KnowledgeBase
import WorkflowCode
public import WorkflowGraph

/// Turns curated workflows into reasoning samples: several wishes and offers each.
///
/// Half of the candidate lists follow the paper: gold types and four fifths as many drawn
/// uniformly from the catalog. The other half are what a user's wish would find, the workflow's own
/// family left out, and the gold types it would miss. Most samples show an example: what the wish
/// finds in other families, or the workflow's own wiring (``OwnExample``). Recombined workflows
/// (``Recombination``) are written alike.
///
/// Source: ComfyUI-R1, section 4.1. Differs: the second half, and the examples, see PAPER.md
/// section 5.
public struct DatasetWriter: Sendable {
  /// Samples written for each workflow: every style of wish with either kind of candidates.
  public static let samplesPerWorkflow = InstructionWriter.Style.allCases.count * 2
  /// The share of samples that show an example; the others teach to do without.
  public static let exampleShare = 0.85
  /// The share of examples that are the workflow's own wiring.
  public static let ownShare = 0.4
  /// The numbers of likeliest types offered in the second half, drawn uniformly.
  static let offered = 12...48

  private let synthesizer: ReasoningSynthesizer
  private let catalogTypes: [String]
  private let choice: CandidateChoice
  private let identifiers: ClassIdentifiers

  /// Prepares for workflows whose class types `catalog` knows; `choice` finds offers for wishes.
  public init(catalog: NodeCatalog, choice: CandidateChoice) {
    synthesizer = ReasoningSynthesizer(catalog: catalog)
    catalogTypes = catalog.definitions.map(\.classType)
    identifiers = ClassIdentifiers(catalog)
    self.choice = choice
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
        sample(
          response, writer.instruction(style, using: &random), isUniform: isUniform,
          excluding: [curated.entry.family], own: [curated.workflow], &random)
      }
    }
  }

  /// The samples of a recombined workflow, one with either kind of candidates; the example may be
  /// the workflow it began as, so that the model learns to change what it is shown.
  ///
  /// - Throws: The printer's error for a workflow with a cycle.
  public func samples(
    of recombined: RecombinedWorkflow, using random: inout some RandomNumberGenerator
  ) throws -> [Transcript] {
    let response = try synthesizer.response(for: recombined.workflow)
    let writer = synthesizer.instructions(for: recombined)
    return [true, false].map { isUniform in
      let style = InstructionWriter.Style.allCases.randomElement(using: &random) ?? .plain
      return sample(
        response, writer.instruction(style, using: &random), isUniform: isUniform,
        excluding: recombined.families,
        own: [recombined.workflow, recombined.base.workflow], &random)
    }
  }

  private func sample(
    _ response: Response, _ wish: String, isUniform: Bool, excluding families: Set<String>,
    own: [Workflow], _ random: inout some RandomNumberGenerator
  ) -> Transcript {
    var offer =
      isUniform
      ? given(response.selectedNodes, wish, families, &random)
      : found(response.selectedNodes, wish, families, &random)
    if Double.random(in: 0..<1, using: &random) < Self.ownShare,
      let shown = own.randomElement(using: &random).flatMap({ OwnExample.draw($0, using: &random) })
    {
      offer.example = shown
    }
    let showsExample = Double.random(in: 0..<1, using: &random) < Self.exampleShare
    return Transcript(
      prompt: offer.wish, candidates: offer.candidates,
      example: showsExample ? offer.exampleCode(identifiers) : nil, response: response)
  }

  /// The paper's candidates.
  private func given(
    _ gold: [String], _ wish: String, _ families: Set<String>,
    _ random: inout some RandomNumberGenerator
  ) -> ModelOffer {
    let nodes = CandidateNodes.training(gold: gold, pool: catalogTypes, using: &random)
    return choice.offer(for: wish, candidates: nodes.classTypes, excluding: families)
  }

  /// What the wish finds, and the gold types it misses.
  private func found(
    _ gold: [String], _ wish: String, _ families: Set<String>,
    _ random: inout some RandomNumberGenerator
  ) -> ModelOffer {
    var offer = choice.offer(
      for: wish, limit: Int.random(in: Self.offered, using: &random), excluding: families,
      using: &random)
    let known = Set(offer.candidates)
    let missed = gold.filter { !known.contains($0) }
    if !missed.isEmpty { offer.candidates = (offer.candidates + missed).shuffled(using: &random) }
    return offer
  }
}
