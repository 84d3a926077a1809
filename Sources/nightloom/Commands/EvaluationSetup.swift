import Curation
import Evaluation
import Generation
import KnowledgeBase
import WorkflowCode
import WorkflowGraph

extension EvaluationInputs.Offer {
  /// What the options of `evaluate` and `tune` ask for.
  init(_ arguments: Arguments, _ retriever: NodeRetriever) throws {
    let text = arguments.text("candidates") ?? "paper"
    guard let candidates = EvaluationInputs.Candidates(rawValue: text) else {
      throw UsageError(message: "--candidates wants gold, paper or retrieved, not '\(text)'")
    }
    let wish = arguments.text("wish") ?? "plain"
    guard let style = InstructionWriter.Style.allCases.first(where: { "\($0)" == wish }) else {
      throw UsageError(message: "--wish wants terse, plain or detailed, not '\(wish)'")
    }
    var choice = CandidateChoice(retriever)
    choice.isClosed = try arguments.switchValue("closure", true)
    choice.isShuffled = try arguments.switchValue("shuffle", true)
    self.init(
      candidates: candidates, choice: choice,
      limit: try arguments.int("offered", RetryPolicy.candidates(attempt: 1), atLeast: 1),
      showsExample: try arguments.switchValue("example", true), style: style,
      wishes: try arguments.text("wishes").map(GivenWishes.init))
  }
}

extension EvaluationInputs {
  /// How the nodes offered stand, for reports.
  var order: String {
    let order = candidates == .paper || offer.choice.isShuffled ? "shuffled" : "as found"
    return candidates == .retrieved && !offer.choice.isClosed ? order + ", not closed" : order
  }
}

extension AnswerScorer {
  /// A scorer that reads names and programs as the catalog spells them.
  init(_ nodes: NodeKnowledgeBase) {
    let identifiers = ClassIdentifiers(nodes.catalog)
    let lowering = Lowering(identifiers)
    self.init(
      catalog: nodes.catalog, hooks: nodes.hooks,
      classType: { Self.classType($0, identifiers) }, readProgram: { Self.read($0, lowering) })
  }

  /// The class type that a selected name spells, as itself or as in code.
  private static func classType(_ name: String, _ identifiers: ClassIdentifiers) -> String {
    if identifiers.catalog.contains(name) { return name }
    return identifiers.classType(for: name) ?? name
  }

  /// Reads a program, or the list of ablation A2; a text that breaks the grammar still tells which
  /// names it uses.
  private static func read(_ code: String, _ lowering: Lowering) -> ProgramReading {
    if LinkList.isMeant(by: code) { return ProgramReading(workflow: LinkList.workflow(code)) }
    let (program, broken) = Program.parse(code)
    let (workflow, diagnostics) = lowering.lower(program)
    return ProgramReading(
      workflow: broken.isEmpty ? workflow : nil,
      unknownNames: diagnostics.count {
        $0.kind == .unknownClass || $0.kind == .classCommentMismatch
      },
      badSlots: diagnostics.count { $0.kind == .slotOutOfRange })
  }
}
