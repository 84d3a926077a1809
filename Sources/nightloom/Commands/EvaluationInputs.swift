import Curation
import Evaluation
import Generation
import JSON
import KnowledgeBase
import OperatingSystem
import Sampling
import WorkflowGraph

/// What `nightloom evaluate` reads: the held-out workflows and the training split.
struct EvaluationInputs {
  /// Where the candidates come from.
  enum Candidates: String {
    /// Gold types alone.
    case gold
    /// Gold types and four fifths as many others, drawn uniformly.
    case paper
    /// Those that an answer would be made from: found by the wish, without the own family.
    case retrieved
  }

  let catalog: NodeCatalog
  let candidates: Candidates
  let seed: UInt64
  /// The training split; empty without one.
  let training: [TrainingWorkflow]
  let offer: Offer
  /// Whether an example is shown.
  var showsExample: Bool { offer.showsExample }
  /// How much a wish says.
  var style: InstructionWriter.Style { offer.style }
  private let retriever: WorkflowKnowledgeBase
  /// The place in `training` of each workflow that can be retrieved.
  private let places: [String: Int]

  /// What samples are offered.
  struct Offer {
    let candidates: Candidates
    let choice: CandidateChoice
    /// The number of likeliest class types, where candidates are found.
    let limit: Int
    /// Whether an example is shown.
    let showsExample: Bool
    /// How much a wish says.
    let style: InstructionWriter.Style
    /// Wishes in other words; only their workflows are measured.
    let wishes: GivenWishes?
  }

  /// Reads the training split, if `path` names one.
  init(catalog: NodeCatalog, offer: Offer, seed: UInt64, training path: String?) throws {
    self.catalog = catalog
    self.offer = offer
    candidates = offer.candidates
    self.seed = seed
    var training: [TrainingWorkflow] = []
    var known: [WorkflowEntry] = []
    var places: [String: Int] = [:]
    for entry in try path.map(Self.entries) ?? [] {
      guard let workflow = Self.usableWorkflow(entry, catalog) else { continue }
      places[entry.id] = training.count
      training.append(TrainingWorkflow(id: entry.id, workflow: workflow))
      known.append(
        WorkflowEntry(
          id: entry.id, family: entry.family,
          classTypes: workflow.nodes.reduce(into: [:]) { $0[$1.classType, default: 0] += 1 },
          text: (entry.names + entry.descriptions + [entry.notes]).joined(separator: "\n")))
    }
    self.training = training
    self.places = places
    retriever = WorkflowKnowledgeBase(known)
  }

  /// A workflow a baseline may copy: readable, with known nodes only.
  private static func usableWorkflow(_ entry: CorpusEntry, _ catalog: NodeCatalog) -> Workflow? {
    guard let workflow = try? WorkflowFile.read(entry.workflow, catalog: catalog),
      !workflow.nodes.isEmpty, workflow.nodes.allSatisfy({ catalog.contains($0.classType) })
    else { return nil }
    return workflow
  }

  private static func entries(_ path: String) throws -> [CorpusEntry] {
    do {
      return try CorpusReader.entries(CorpusFile.read(path))
    } catch let error as SystemCallError {
      throw CommandFailure(.noInput, "\(error)", hint: "name a file of workflows, JSON Lines")
    } catch let error as CorpusReader.BadLine {
      throw CommandFailure(.dataError, "\(path): \(error)")
    }
  }

  // MARK: - Samples

  /// The samples of a set file, and how many of its workflows cannot be read.
  func samples(_ path: String, limit: Int) throws -> (samples: [EvaluationSample], unread: Int) {
    let entries = Array(
      try Self.entries(path).filter { offer.wishes?.contains($0.id) ?? true }.prefix(limit))
    let curated = Set(Curator(catalog: catalog).curate(entries).kept.map(\.entry.id))
    let synthesizer = ReasoningSynthesizer(catalog: catalog)
    let pool = catalog.definitions.map(\.classType)
    var samples: [EvaluationSample] = []
    for (index, entry) in entries.enumerated() {
      guard let gold = try? WorkflowFile.read(entry.workflow, catalog: catalog),
        !gold.nodes.isEmpty
      else { continue }
      var random = SeededGenerator(seed: seed &* 1_000_003 &+ UInt64(index))
      let wish = wish(entry, gold, synthesizer, &random)
      let hits = retriever.nearest(to: wish.text, limit: 3)
      let shown = offered(gold, pool, wish.text, entry.family, &random)
      samples.append(
        EvaluationSample(
          id: entry.id, prompt: wish.text, isHumanPrompt: wish.isHuman,
          candidates: shown.candidates, leanings: shown.leanings,
          example: offer.showsExample ? shown.example : nil,
          gold: gold, retrieved: hits.compactMap { places[$0.entry.id] },
          isCurated: curated.contains(entry.id), family: entry.family))
    }
    return (samples, entries.count - samples.count)
  }

  /// What is shown beside the wish, nothing of the own family.
  private func offered(
    _ gold: Workflow, _ pool: [String], _ wish: String, _ family: String,
    _ random: inout SeededGenerator
  ) -> ModelOffer {
    switch candidates {
    case .retrieved:
      return offer.choice.offer(for: wish, limit: offer.limit, excluding: [family], using: &random)
    case .gold:
      var seen: Set<String> = []
      let types = gold.nodes.map(\.classType).filter { seen.insert($0).inserted }
      let given = CandidateNodes(classTypes: types)
      return offer.choice.offer(
        for: wish,
        candidates: (offer.choice.isShuffled ? given.shuffled(using: &random) : given).classTypes,
        excluding: [family])
    case .paper:
      let given = CandidateNodes.training(
        gold: gold.nodes.map(\.classType), pool: pool, using: &random)
      return offer.choice.offer(for: wish, candidates: given.classTypes, excluding: [family])
    }
  }

  /// The wish given in other words; else the best human description, shortened as in training; else
  /// a wish written by rule.
  private func wish(
    _ entry: CorpusEntry, _ gold: Workflow, _ synthesizer: ReasoningSynthesizer,
    _ random: inout SeededGenerator
  ) -> (text: String, isHuman: Bool) {
    if let given = offer.wishes?.prompt(entry.id) { return (given, true) }
    var bare = entry
    bare.descriptions = []
    let rule = synthesizer.instructions(for: bare, workflow: gold)
    let full = synthesizer.instructions(for: entry, workflow: gold)
    // Under equal draws the two writers differ only when a description is good enough to use.
    var first = LowGenerator()
    let described = full.instruction(offer.style, using: &first)
    first = LowGenerator()
    if described != rule.instruction(offer.style, using: &first) { return (described, true) }
    return (rule.instruction(offer.style, using: &random), false)
  }

  /// Always the same low number: every choice falls on the first possibility.
  private struct LowGenerator: RandomNumberGenerator {
    mutating func next() -> UInt64 { (1 << 59) + 1 }
  }
}
