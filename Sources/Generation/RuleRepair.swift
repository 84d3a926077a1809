public import JSON
public import KnowledgeBase
public import Validation
public import WorkflowGraph

/// Mends what rules can mend in a workflow, and says what it did.
///
/// A workflow that the server accepts is returned as it is (an answer of our own only if nightloom
/// finds no error either). Any other goes through rounds. A round mends classes, adds an output
/// node where none is, then walks upstream from the output nodes and mends each node before its
/// sources: names, selectors, values, slots, links, absent inputs. At last dead nodes go. Each step
/// needs what the one before it settles: inputs are those of a class, a selector decides which
/// there are, a link is judged by the classes at its ends, and only links say what is dead.
///
/// A round counts only if it makes the workflow better: the server gets further (see ``Health``),
/// or finds less, or as much with fewer rounds' changes still to make. Three natural numbers that
/// fall together end every run, and give the laws of RuleRepairLawTests: repair is idempotent, and
/// never makes a workflow worse.
///
/// Nodes whose class stays unknown then are done without (see ``UnknownNodes``), but only all at
/// once, and only if the server takes the rest and most of what ran before still runs.
public struct RuleRepair: Sendable {
  private let knowledge: RepairKnowledge

  /// Prepares a repair.
  ///
  /// - Parameters:
  ///   - validator: Decides what is wrong. Where unreachable nodes are errors for it, workflows are
  ///     answers of our own: dead nodes are dropped, and what it finds beyond the server counts
  ///     too.
  ///   - producers: Says which nodes are usual; without its counts nothing is obvious enough to
  ///     add.
  ///   - habits: Says which files are usual.
  public init(
    validator: PromptValidator, producers: ProducerIndex? = nil, habits: FileHabits = FileHabits()
  ) {
    knowledge = RepairKnowledge(
      validator,
      producers: producers ?? ProducerIndex(validator.catalog, popularity: [:]), habits: habits)
  }

  /// The workflow without what is wrong, as far as rules can mend it, and a line for each change.
  ///
  /// - Parameters:
  ///   - workflow: The workflow.
  ///   - prompt: What it was read from, when that is an API prompt: reading forgives what the
  ///     server does not (a link to a missing node is read as a list), so the prompt is judged
  ///     instead.
  /// - Returns: The mended workflow and the changes in the order they were made.
  public func repair(
    _ workflow: Workflow, readFrom prompt: JSONValue? = nil
  ) -> (workflow: Workflow, repairs: [Repair]) {
    let validator = knowledge.validator
    if isGood(prompt.map { validator.validate($0) } ?? validator.validate(workflow)) {
      return (workflow, [])
    }
    var mended = rounds(Draft(workflow: workflow, health: health(workflow)))
    if let further = withoutUnknownNodes(mended) { mended = further }
    let read = prompt.map { PromptReading.changes($0, mended.workflow) } ?? []
    return (mended.workflow, read + mended.repairs)
  }

  /// The workflow without the nodes that no output node depends on, and a line for each of them.
  ///
  /// Without any output node nothing is dropped.
  public func droppingDeadNodes(
    _ workflow: Workflow
  ) -> (workflow: Workflow, repairs: [Repair]) {
    var draft = RepairDraft(workflow, knowledge, cues: [])
    let isLive = DeadNodes.isLive(workflow, catalog: knowledge.catalog)
    draft.drop({ !isLive[$0] }, because: Self.deadReason)
    return (draft.workflow, draft.repairs)
  }

  private static let deadReason = "no output depends on it"

  private struct Draft {
    var workflow: Workflow
    var health: Health
    var repairs: [Repair] = []
  }

  private func isGood(_ verdict: Verdict) -> Bool {
    knowledge.judgesAnswers ? verdict.passesGate : verdict.isClean
  }

  private func health(_ workflow: Workflow) -> Health {
    Health(knowledge.validator.validate(workflow))
  }

  // MARK: - Rounds

  /// Goes through rounds as long as they make the workflow better.
  private func rounds(_ start: Draft) -> Draft {
    var current = start
    var next = round(current.workflow)
    while !next.repairs.isEmpty {
      let verdict = knowledge.validator.validate(next.workflow)
      let health = Health(verdict)
      let isDone = isGood(verdict) && health < current.health
      let after = isDone ? (workflow: next.workflow, repairs: []) : round(next.workflow)
      guard (health, after.repairs.count) < (current.health, next.repairs.count) else { break }
      current = Draft(
        workflow: next.workflow, health: health, repairs: current.repairs + next.repairs)
      next = after
    }
    return current
  }

  /// The workflow without nodes of unknown classes; `nil` when there are none, when the server
  /// would not take the rest, or when less than most of what ran before is left.
  private func withoutUnknownNodes(_ draft: Draft) -> Draft? {
    let catalog = knowledge.catalog
    guard draft.workflow.nodes.contains(where: { !catalog.contains($0.classType) }) else {
      return nil
    }
    var trial = RepairDraft(
      draft.workflow, knowledge, cues: FileCue.cues(of: draft.workflow))
    UnknownNodes.apply(&trial)
    let workflow = trial.workflow
    let result = rounds(
      Draft(
        workflow: workflow, health: health(workflow), repairs: draft.repairs + trial.repairs))
    guard isGood(knowledge.validator.validate(result.workflow)),
      keepsMost(of: draft.workflow, result.workflow)
    else { return nil }
    return result
  }

  /// Whether more than three quarters of the nodes that lived still live.
  private func keepsMost(of former: Workflow, _ workflow: Workflow) -> Bool {
    let lived = DeadNodes.isLive(former, catalog: knowledge.catalog, trustsUnknown: true)
    let isLive = DeadNodes.isLive(workflow, catalog: knowledge.catalog)
    let living = Set(workflow.nodes.indices.filter { isLive[$0] }.map { workflow.nodes[$0].id })
    let kept = former.nodes.indices.count { lived[$0] && living.contains(former.nodes[$0].id) }
    return kept * 4 > lived.count { $0 } * 3
  }

  // MARK: - One round

  private func round(_ workflow: Workflow) -> (workflow: Workflow, repairs: [Repair]) {
    var draft = RepairDraft(
      workflow, knowledge, cues: FileCue.cues(of: workflow))
    ClassRepair.apply(&draft)
    OutputNodeRepair.apply(&draft)
    walk(&draft)
    dropDeadNodes(&draft)
    return (draft.workflow, draft.repairs)
  }

  private func walk(_ draft: inout RepairDraft) {
    let closing = CircleSearch.closingLinks(draft)
    var queue = draft.nodes.indices.filter { place in
      knowledge.catalog[draft.nodes[place].classType]?.isOutputNode == true
    }
    var seen = Set(queue)
    var next = 0
    while next < queue.count {
      mend(queue[next], closing, &draft)
      for (_, link) in draft.links(queue[next]) {
        guard let source = draft.places[link.source], seen.insert(source).inserted else { continue }
        queue.append(source)
      }
      next += 1
    }
  }

  private func mend(
    _ place: Int, _ closing: Set<CircleSearch.ClosingLink>, _ draft: inout RepairDraft
  ) {
    NameRepair.rename(place, &draft)
    ValueRepair.mendSelectors(place, &draft)
    NameRepair.rename(place, &draft)
    SlotRepair.apply(place, &draft)
    NameRepair.drop(place, &draft)
    for input in draft.inputs(place) {
      LinkRepair.mend(
        input, of: place, closesCircle: closing.contains(.init(place: place, input: input.name)),
        &draft)
      ValueRepair.mend(input, of: place, &draft)
    }
    for input in draft.inputs(place) { LinkRepair.fill(input, of: place, &draft) }
  }

  private func dropDeadNodes(_ draft: inout RepairDraft) {
    guard knowledge.judgesAnswers else { return }
    let isLive = DeadNodes.isLive(draft.workflow, catalog: knowledge.catalog)
    draft.drop({ !isLive[$0] }, because: Self.deadReason)
  }
}
