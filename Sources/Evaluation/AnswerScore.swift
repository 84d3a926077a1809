import Comparison
import Generation
public import JSON
public import KnowledgeBase
public import WorkflowGraph

/// How often an answer invents things, by level.
public struct Hallucinations: Equatable, Sendable {
  /// Names outside the knowledge base.
  public var unknownNames = 0
  /// Names of the knowledge base that were not offered.
  public var foreignNames = 0
  /// Inputs that the node's definition does not have; only exact definitions can say so.
  public var inputNames = 0
  /// Outputs that the node does not have.
  public var slots = 0
  /// Links between sockets of types that do not fit.
  public var linkTypes = 0

  /// Nothing invented.
  public init() {}
}

/// Precision, recall and F1 as plain numbers.
public struct ShareTriple: Equatable, Sendable {
  /// Of the answer.
  public var precision: Double
  /// Of gold.
  public var recall: Double
  /// Both.
  public var f1: Double

  /// Makes a triple.
  public init(precision: Double, recall: Double, f1: Double) {
    self.precision = precision
    self.recall = recall
    self.f1 = f1
  }

  /// What an answer that counts as failed gets.
  public static let zero = ShareTriple(precision: 0, recall: 0, f1: 0)
}

/// Everything that is measured of one answer.
public struct AnswerScore: Sendable {
  /// The conditions of format validity.
  public var format = FormatValidity()
  /// Multisets of class types; `zero` when the answer cannot be parsed.
  public var node = ShareTriple.zero
  /// Links under the best mapping.
  public var graph = ShareTriple.zero
  /// Sets of class types.
  public var type = ShareTriple.zero
  /// Whether the best mapping was proved to be the best.
  public var isExact = true
  /// The node score of the WorFEval mode.
  public var worfNode = ShareTriple.zero
  /// The graph score of the WorFEval mode.
  public var worfGraph = ShareTriple.zero
  /// The server's verdict on the completed answer.
  public var pass = StaticPass.failed
  /// The same after rule repair.
  public var repairedPass = StaticPass.failed
  /// Whether rule repair changed something.
  public var isRepaired = false
  /// Whether what the wish says outright stands where it belongs.
  public var placement = WishPlacement()
  /// Whether all definitions are exact; `nil` when the answer cannot be parsed.
  public var isExactTier: Bool?
  /// What was invented.
  public var hallucinations = Hallucinations()
  /// The number of nodes; 0 when the answer cannot be parsed.
  public var nodes = 0
  /// The class types used, sorted.
  public var classTypes: [String] = []
  /// Tokens written, where that is known.
  public var tokens: Int?
  /// Whether the answer ended by itself.
  public var isComplete = true

  /// A score with its comparisons set to 0 unless the answer is valid in format.
  func zeroedUnlessValid(_ triple: ShareTriple) -> ShareTriple { format.isValid ? triple : .zero }

  /// What the oracle chooses by: the mean of node F1 and graph F1, 0 for an invalid answer.
  public var likeness: Double { format.isValid ? (node.f1 + graph.f1) / 2 : 0 }
}

/// Scores answers against samples.
public struct AnswerScorer: Sendable {
  private let catalog: NodeCatalog
  private let reader: AnswerReader
  /// Completes and checks.
  public let checker: StaticPassChecker
  private let matchingLimit: Int

  /// Prepares for one catalog.
  ///
  /// - Parameters:
  ///   - catalog: The node knowledge base.
  ///   - hooks: The content of `hooks.json`, or `null`.
  ///   - producers: Says which nodes repair may add; without it, it adds none.
  ///   - matchingLimit: Steps after which the graph matching is called inexact.
  ///   - classType: The class type a selected name means; the name itself when it means none.
  ///   - readProgram: Reads a code part.
  public init(
    catalog: NodeCatalog, hooks: JSONValue, producers: ProducerIndex? = nil,
    matchingLimit: Int = 200_000,
    classType: @escaping @Sendable (String) -> String = { $0 },
    readProgram: @escaping @Sendable (String) -> ProgramReading
  ) {
    self.catalog = catalog
    reader = AnswerReader(catalog: catalog, classType: classType, readProgram: readProgram)
    checker = StaticPassChecker(catalog: catalog, hooks: hooks, producers: producers)
    self.matchingLimit = matchingLimit
  }

  /// Scores one answer.
  public func score(_ answer: GivenAnswer, for sample: EvaluationSample) -> AnswerScore {
    let read = reader.read(answer, candidates: Set(sample.candidates))
    var score = AnswerScore()
    score.format = read.format
    score.tokens = answer.tokens
    score.isComplete = answer.isComplete
    score.hallucinations.unknownNames = read.unknownNames
    score.hallucinations.foreignNames = read.foreignNames
    score.hallucinations.slots = read.badSlots
    score.placement = placement(nil, sample)
    guard let workflow = read.workflow else { return score }
    score.nodes = workflow.nodes.count
    score.classTypes = Set(workflow.nodes.map(\.classType)).sorted()
    compare(workflow, with: sample.gold, &score)
    countInventedInputs(workflow, &score.hallucinations)
    score.isExactTier = checker.isExactTier(workflow)
    score.pass = checker.check(workflow, prompt: sample.prompt)
    let completed = checker.completed(workflow, prompt: sample.prompt)
    score.repairedPass = StaticPass(completed.verdict)
    score.isRepaired = !completed.repairs.isEmpty
    score.placement = placement(completed.workflow, sample)
    return score
  }

  private func placement(_ workflow: Workflow?, _ sample: EvaluationSample) -> WishPlacement {
    WishPlacement(of: sample.prompt, in: workflow, gold: sample.gold, catalog: catalog)
  }

  private func compare(_ workflow: Workflow, with gold: Workflow, _ score: inout AnswerScore) {
    var names = NameTable()
    let left = ComparableWorkflow(workflow, names: &names)
    let right = ComparableWorkflow(gold, names: &names)
    let graph = GraphF1.compare(left, with: right, expansionLimit: matchingLimit)
    score.node = ShareTriple(NodeF1.compare(left, with: right))
    score.graph = ShareTriple(graph.score)
    score.type = ShareTriple(TypeF1.compare(left, with: right))
    score.isExact = graph.isExact
    let plan = WorFEvalMode.Plan(inOrder(workflow)), goldPlan = WorFEvalMode.Plan(inOrder(gold))
    score.worfNode = ShareTriple(WorFEvalMode.nodeScore(plan, gold: goldPlan))
    score.worfGraph = ShareTriple(WorFEvalMode.graphScore(plan, gold: goldPlan))
  }

  /// The workflow in the order in which code states it.
  private func inOrder(_ workflow: Workflow) -> Workflow {
    let order = TopologicalOrder(workflow, catalog: catalog)
    return Workflow(nodes: order.indices.map { workflow.nodes[$0] })
  }

  private func countInventedInputs(_ workflow: Workflow, _ count: inout Hallucinations) {
    let places = workflow.places
    for node in workflow.nodes {
      guard let definition = catalog[node.classType] else { continue }
      for input in node.inputs {
        let known = definition.resolvedInput(named: input.name) { name in
          if case .literal(let value)? = node[name] { value } else { nil }
        }
        guard let known else {
          if definition.tier != .observed { count.inputNames += 1 }
          continue
        }
        guard case .link(let link) = input.value, let place = places[link.source],
          let source = catalog[workflow.nodes[place].classType],
          source.outputs.indices.contains(link.slot)
        else { continue }
        if !known.fits(source.outputs[link.slot].type, source.tier, definition.tier) {
          count.linkTypes += 1
        }
      }
    }
  }
}

extension InputDefinition {
  /// Whether a link of type `received` fits; partly known choices appear as plain `COMBO`.
  func fits(
    _ received: SocketType, _ source: DefinitionTier, _ consumer: DefinitionTier
  ) -> Bool {
    if type.accepts(received) { return true }
    return (source == .observed || consumer == .observed)
      && (type.name == "COMBO" || received.name == "COMBO")
  }
}

extension ShareTriple {
  init(_ score: PrecisionRecall) {
    self.init(precision: score.precision, recall: score.recall, f1: score.f1)
  }

  init(_ scores: WorFEvalMode.Scores) {
    self.init(precision: scores.precision, recall: scores.recall, f1: scores.f1)
  }
}
