public import JSON
public import KnowledgeBase
public import Validation
public import WorkflowGraph

/// Mends what rules can mend in a workflow, and says what it did.
///
/// A workflow that the validator lets pass is returned as it is. Any other goes through rounds. A
/// round mends classes, adds an output node where none is, then walks upstream from the output
/// nodes and mends each node before its sources: names, selectors, values, slots, links, absent
/// inputs. At last dead nodes go. Each step needs what the one before it settles: inputs are those
/// of a class, a selector decides which there are, a link is judged by the classes at its ends, and
/// only links say what is dead.
///
/// A round counts only if it makes the workflow better: the server gets further (see ``Health``),
/// or finds less, or as much with fewer rounds' changes still to make. Three natural numbers that
/// fall together end every run, and give the laws of RuleRepairLawTests: repair is idempotent, and
/// never makes a workflow worse.
public struct RuleRepair: Sendable {
  private let knowledge: RepairKnowledge

  /// Prepares a repair.
  ///
  /// - Parameters:
  ///   - validator: Decides what is wrong. Where unreachable nodes are errors for it, dead nodes are
  ///     dropped, and otherwise only those of unknown classes.
  ///   - producers: Says which nodes are usual; without its counts nothing is obvious enough to add.
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
  ///   - prompt: What it was read from, when that is an API prompt: reading forgives what the server
  ///     does not (a link to a missing node is read as a list), so the prompt is judged instead.
  /// - Returns: The mended workflow and the changes in the order they were made.
  public func repair(
    _ workflow: Workflow, readFrom prompt: JSONValue? = nil
  ) -> (workflow: Workflow, repairs: [Repair]) {
    let validator = knowledge.validator
    let first = prompt.map { validator.validate($0) } ?? validator.validate(workflow)
    if first.passesGate { return (workflow, []) }
    var current = Draft(workflow: workflow, health: Health(validator.validate(workflow)))
    var repairs: [Repair] = []
    var next = round(current.workflow)
    while !next.repairs.isEmpty {
      let health = Health(validator.validate(next.workflow))
      let after = round(next.workflow)
      guard
        (health, after.repairs.count) < (current.health, next.repairs.count)
      else { break }
      repairs += next.repairs
      current = Draft(workflow: next.workflow, health: health)
      next = after
    }
    return (current.workflow, repairs)
  }

  /// The workflow without the nodes that no output node depends on, and a line for each of them.
  ///
  /// Without any output node nothing is dropped.
  public func droppingDeadNodes(
    _ workflow: Workflow
  ) -> (workflow: Workflow, repairs: [Repair]) {
    var draft = RepairDraft(workflow, knowledge, families: [])
    let isLive = DeadNodes.isLive(workflow, catalog: knowledge.catalog)
    draft.drop({ !isLive[$0] }, because: Self.deadReason)
    return (draft.workflow, draft.repairs)
  }

  private static let deadReason = "no output depends on it"

  private struct Draft {
    var workflow: Workflow
    var health: Health
  }

  // MARK: - One round

  private func round(_ workflow: Workflow) -> (workflow: Workflow, repairs: [Repair]) {
    var draft = RepairDraft(
      workflow, knowledge, families: RepairKnowledge.families(of: workflow))
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
    let options = knowledge.validator.options
    let dropsAll = options.checksStricterRules && options.unreachableLevel == .error
    let isLive = DeadNodes.isLive(draft.workflow, catalog: knowledge.catalog)
    let isKnown = draft.nodes.map { knowledge.catalog.contains($0.classType) }
    draft.drop(
      { !isLive[$0] && !isKnown[$0] }, because: "its class is unknown, and " + Self.deadReason)
    if !dropsAll { return }
    let stillLive = DeadNodes.isLive(draft.workflow, catalog: knowledge.catalog)
    draft.drop({ !stillLive[$0] }, because: Self.deadReason)
  }
}
