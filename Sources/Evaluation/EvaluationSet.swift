public import KnowledgeBase
public import WorkflowGraph

/// One test case: a wish, the nodes offered, and the workflow a person made for it.
public struct EvaluationSample: Sendable {
  /// The workflow's id.
  public var id: String
  /// The wish.
  public var prompt: String
  /// Whether a person wrote the wish; otherwise rules did.
  public var isHumanPrompt: Bool
  /// The class types offered, in the order shown (V_cand).
  public var candidates: [String]
  /// What is known of each candidate before the model reads; empty when nothing is.
  public var leanings: [Leaning]
  /// The known workflow shown as a start, without values; `nil` for none.
  public var example: Workflow?
  /// The flattened graph.
  public var gold: Workflow
  /// Places of the training workflows nearest to the wish, best first.
  public var retrieved: [Int]
  /// Whether the workflow would pass the rules of curation, as all training workflows do.
  public var isCurated: Bool
  /// The family of the workflow, which must not be looked up.
  public var family: String

  /// Makes a sample.
  public init(
    id: String, prompt: String, isHumanPrompt: Bool = false, candidates: [String],
    leanings: [Leaning] = [], example: Workflow? = nil, gold: Workflow, retrieved: [Int] = [],
    isCurated: Bool = true, family: String = ""
  ) {
    self.id = id
    self.prompt = prompt
    self.isHumanPrompt = isHumanPrompt
    self.candidates = candidates
    self.leanings = leanings
    self.example = example
    self.gold = gold
    self.retrieved = retrieved
    self.isCurated = isCurated
    self.family = family
  }
}

/// A held-out set: the samples that all systems of a report answer.
public struct EvaluationSet: Sendable {
  /// The samples, one for each workflow.
  public var samples: [EvaluationSample]
  /// The class types in the gold workflows that the catalog lacks, counted once a sample.
  public let unknownGoldTypes: Int
  /// The samples whose gold workflow has such a type: no valid answer can equal it.
  public let unreachableSamples: Int

  /// Gathers samples and counts what the catalog cannot express.
  public init(_ samples: [EvaluationSample], catalog: NodeCatalog) {
    self.samples = samples
    let unknown = samples.map { sample in
      Set(sample.gold.nodes.map(\.classType)).count { !catalog.contains($0) }
    }
    unknownGoldTypes = unknown.reduce(0, +)
    unreachableSamples = unknown.count { $0 > 0 }
  }

  /// The mean number of gold nodes.
  public var meanGoldNodes: Double { mean { Double($0.gold.nodes.count) } }

  /// The mean number of candidates.
  public var meanCandidates: Double { mean { Double($0.candidates.count) } }

  /// The share of gold class types that are among the candidates, mean over samples.
  public var candidateRecall: Double {
    mean { sample in
      let gold = Set(sample.gold.nodes.map(\.classType))
      return Double(gold.intersection(sample.candidates).count) / Double(max(gold.count, 1))
    }
  }

  private func mean(_ value: (EvaluationSample) -> Double) -> Double {
    samples.isEmpty ? 0 : samples.reduce(0) { $0 + value($1) } / Double(samples.count)
  }
}

/// Classes of samples by the number of gold nodes.
public enum SizeBucket: String, CaseIterable, Sendable {
  /// Up to 7 nodes.
  case small = "up to 7"
  /// 8 to 15 nodes.
  case medium = "8-15"
  /// 16 to 30 nodes.
  case large = "16-30"
  /// More than 30 nodes.
  case huge = "over 30"

  /// The bucket of a workflow with `nodes` nodes.
  public init(nodes: Int) {
    switch nodes {
    case ...7: self = .small
    case ...15: self = .medium
    case ...30: self = .large
    default: self = .huge
    }
  }
}
