import JSON
import WorkflowGraph

/// Mends links that lead nowhere, carry the wrong type or close a circle, and fills what is
/// required and absent.
///
/// A socket takes, in this order: another output of the node it was linked to; the likeliest output
/// that nobody takes; a new node as the step between; an output that others take; a new node; an
/// output that the node itself takes elsewhere. An optional socket takes only the first two, else
/// nothing. A widget takes another output of the node it was linked to, else its usual value. A
/// socket for plain values takes a new node that holds one instead of a step between.
enum LinkRepair {
  /// Mends what stands at an input.
  static func mend(
    _ input: InputDefinition, of place: Int, closesCircle: Bool, _ draft: inout RepairDraft
  ) {
    guard !input.isExpanding, let value = draft.nodes[place][input.name] else { return }
    guard let problem = problem(value, input, place, closesCircle: closesCircle, draft) else {
      return
    }
    if let link = written(value, draft), link != value, case .link(let target) = link,
      LinkTypes.problem(target, input, place, draft) == nil
    {
      draft.set(link, at: input.name, of: place, because: "a link is an id in quotes and a slot")
      return
    }
    var former: String?
    if case .link(let link)? = written(value, draft) { former = link.source }
    substitute(input, of: place, former: former, because: problem, &draft)
  }

  /// Fills a required input that is absent.
  static func fill(_ input: InputDefinition, of place: Int, _ draft: inout RepairDraft) {
    guard !input.isExpanding, input.presence == .required, draft.nodes[place][input.name] == nil
    else { return }
    substitute(input, of: place, former: nil, because: "the input is required", &draft)
  }

  // MARK: - What is wrong

  private static func problem(
    _ value: InputValue, _ input: InputDefinition, _ place: Int, closesCircle: Bool,
    _ draft: RepairDraft
  ) -> String? {
    switch value {
    case .link(let link):
      if let problem = LinkTypes.problem(link, input, place, draft) { return problem }
      return closesCircle ? "the link closes a circle" : nil
    case .literal(let literal):
      if case .array = literal, takesNoList(input) {
        if case .link(let link)? = written(value, draft), draft.places[link.source] == nil {
          return "node \(link.source) does not exist"
        }
        return "a link has an id and a slot"
      }
      guard !WidgetOrder.hasWidget(input), !WidgetOrder.hasWidget(Self.free(input)),
        draft.definition(place)?.tier == .core
          || draft.knowledge.linkableTypes.contains(input.type.name)
      else { return nil }
      return "the input takes a link, not a value"
    }
  }

  /// Whether a list can only be a link that was written wrongly.
  private static func takesNoList(_ input: InputDefinition) -> Bool {
    guard WidgetOrder.hasWidget(input) || WidgetOrder.hasWidget(free(input)) else { return true }
    if input.isMultiselect { return false }
    let plain: Set<Substring> = ["INT", "FLOAT", "STRING", "BOOLEAN", "COMBO"]
    return input.dynamic == nil
      && input.type.name.split(separator: ",").contains(where: plain.contains)
  }

  /// The link a value means: itself, or what a list says with an id or slot of the wrong kind.
  private static func written(_ value: InputValue, _ draft: RepairDraft) -> InputValue? {
    guard case .literal(.array(let parts)) = value else {
      if case .link(let link) = value, link.slot < 0, let place = draft.places[link.source],
        let count = draft.knowledge.catalog[draft.nodes[place].classType]?.outputs.count,
        link.slot + count >= 0
      {
        return .link(Link(source: link.source, slot: link.slot + count))
      }
      return value
    }
    guard parts.count >= 2, let id = parts[0].string ?? parts[0].int.map({ String($0) }),
      let slot = parts[1].int ?? parts[1].string.flatMap({ Int($0) })
    else { return nil }
    return .link(Link(source: id, slot: slot))
  }

  private static func free(_ input: InputDefinition) -> InputDefinition {
    var free = input
    free.isForcedSocket = false
    free.isDefaultSocket = false
    return free
  }

  // MARK: - What comes instead

  private static func substitute(
    _ input: InputDefinition, of place: Int, former: String?, because reason: String,
    _ draft: inout RepairDraft
  ) {
    let search = OutputSearch(for: place, in: draft)
    if let former, let link = search.hit(for: input, from: former) {
      draft.set(.link(link), at: input.name, of: place, because: reason)
      return
    }
    let usual = draft.knowledge.usualValue(
      of: input, in: draft.nodes[place].classType, cues: draft.cues)
    if WidgetOrder.hasWidget(input) {
      if let usual {
        draft.set(.literal(usual), at: input.name, of: place, because: reason)
      } else if input.presence != .required {
        draft.set(nil, at: input.name, of: place, because: reason)
      }
      return
    }
    let hits = search.hits(for: input)
    if let hit = hits.first, hit.isUnused {
      draft.set(.link(hit.link), at: input.name, of: place, because: reason)
    } else if input.presence != .required {
      draft.set(nil, at: input.name, of: place, because: reason)
    } else if let link = required(input, of: place, hits, search, &draft) {
      draft.set(.link(link), at: input.name, of: place, because: reason)
    } else if let usual {
      draft.set(.literal(usual), at: input.name, of: place, because: reason)
    }
  }

  /// What a required socket takes when every output that fits is taken.
  private static func required(
    _ input: InputDefinition, of place: Int, _ hits: [OutputSearch.Hit], _ search: OutputSearch,
    _ draft: inout RepairDraft
  ) -> Link? {
    let shared = hits.first { !$0.isTakenHere }
    if draft.isAppended(place) { return (shared ?? hits.first)?.link }
    let plan =
      draft.knowledge.holders[input.type.name] == nil
      ? ProducerNodes.plan(for: input, at: place, search, draft) : nil
    if let plan, plan.isStepBetween || shared == nil {
      let reason = "\(draft.name(place)) needs \(LinkTypes.wanted(input, at: place, draft).name)"
      let new = ProducerNodes.add(plan, because: reason, &draft)
      return Link(source: draft.nodes[new].id, slot: plan.slot)
    }
    if shared == nil, let holder = draft.knowledge.holders[input.type.name] {
      let new = draft.append(
        holder.classType, because: "\(draft.name(place)) needs \(input.type.name)")
      return Link(source: draft.nodes[new].id, slot: 0)
    }
    return (shared ?? hits.first)?.link
  }
}
