import JSON
import KnowledgeBase
import WorkflowGraph

/// Adds a small node that makes what a socket wants, where it is obvious which.
///
/// Obvious is the class that more workflows use than any other, among those that make the type,
/// do not take it themselves, and whose own sockets can be filled from what is there. A class that
/// takes up from a node that ends the flow comes before all others: it is the missing step between
/// (a decoder between a latent and a picture).
enum ProducerNodes {
  /// The most sockets a small node has.
  static let mostSockets = 3

  /// A class that would do, with what its sockets would take.
  struct Plan {
    var definition: NodeDefinition
    var slot: Int
    var links: [(input: String, link: Link)]
    /// Whether it takes from a node that ends the flow.
    var isStepBetween: Bool
  }

  /// The obvious class for `input` of the node at `place`.
  ///
  /// - Parameters:
  ///   - input: The socket.
  ///   - place: Its node.
  ///   - search: What is around that node.
  ///   - draft: The workflow.
  /// - Returns: A plan, or `nil` when no class is obvious.
  static func plan(
    for input: InputDefinition, at place: Int, _ search: OutputSearch, _ draft: RepairDraft
  ) -> Plan? {
    let wanted = LinkTypes.wanted(input, at: place, draft)
    guard case .named(let type) = wanted, wanted != .any else { return nil }
    var best: (plan: Plan, popularity: Int)?
    var isTied = false
    for classType in draft.knowledge.producers.producers(of: type) {
      let popularity = draft.knowledge.producers.popularity(of: classType)
      // The rest is rarer still.
      if let best, best.plan.isStepBetween || popularity == 0, popularity < best.popularity {
        break
      }
      guard let definition = draft.knowledge.catalog[classType],
        let plan = plan(definition, wanted, search, draft)
      else { continue }
      let isBetter =
        best.map { best in
          plan.isStepBetween != best.plan.isStepBetween
            ? plan.isStepBetween : popularity > best.popularity
        } ?? true
      if isBetter {
        (best, isTied) = ((plan, popularity), false)
      } else if plan.isStepBetween == best?.plan.isStepBetween, popularity == best?.popularity {
        isTied = true
      }
    }
    return isTied ? nil : best?.plan
  }

  private static func plan(
    _ definition: NodeDefinition, _ wanted: SocketType, _ search: OutputSearch,
    _ draft: RepairDraft
  ) -> Plan? {
    guard draft.knowledge.mayBeAdded(definition),
      let slot = definition.outputs.firstIndex(where: { output in
        output.type != .any && wanted.accepts(output.type)
      })
    else { return nil }
    var plan = Plan(definition: definition, slot: slot, links: [], isStepBetween: false)
    for input in definition.inputs where input.presence == .required {
      if !WidgetOrder.hasWidget(input) {
        guard plan.links.count < mostSockets, !input.type.accepts(wanted), !input.isExpanding,
          let hit = search.hits(for: input).first
        else { return nil }
        plan.links.append((input.name, hit.link))
        if draft.endsFlow(hit.link.source) { plan.isStepBetween = true }
      } else if draft.knowledge.usualValue(
        of: input, in: definition.classType, cues: draft.cues) == nil
      {
        return nil
      }
    }
    return plan
  }

  /// Adds the node of a plan with its links and usual values; its place.
  static func add(_ plan: Plan, because reason: String, _ draft: inout RepairDraft) -> Int {
    let place = draft.append(plan.definition.classType, because: reason)
    for (input, link) in plan.links {
      draft.set(.link(link), at: input, of: place, because: "the new node needs it")
    }
    return place
  }
}
