import JSON
import Validation
import WorkflowGraph

/// Gives inputs of unknown names the nearest name that is still free, or takes them away.
///
/// Only inputs of ComfyUI's own classes are taken away: those of packs may read more than they
/// declare. What the frontend leaves behind in prompts stays, since it harms nobody.
enum NameRepair {
  /// Renames what is clearly meant for a free input.
  static func rename(_ place: Int, _ draft: inout RepairDraft) {
    let shown = draft.inputs(place)
    if shown.isEmpty { return }
    let names = Set(shown.map(\.name))
    for given in draft.nodes[place].inputs where !names.contains(given.name) {
      let free = shown.filter { input in
        draft.nodes[place][input.name] == nil && takes(given.value, input, place, draft)
      }
      guard let name = NearestName.only(given.name, among: free.lazy.map(\.name)) else { continue }
      draft.rename(
        given.name, of: place, to: name, because: "no input has that name, and this one is nearest")
    }
  }

  /// Takes away what the class does not know; call it when every selector has its option.
  static func drop(_ place: Int, _ draft: inout RepairDraft) {
    guard let definition = draft.definition(place) else { return }
    let names = Set(draft.inputs(place).map(\.name))
    let classType = draft.nodes[place].classType
    for given in draft.nodes[place].inputs where !names.contains(given.name) {
      if definition.tier == .core, !draft.knowledge.check.readsFurtherInputs(classType) {
        if InputCheck.isLeftover(given.name) { continue }
      } else {
        guard case .link(let link) = given.value,
          LinkTypes.problem(link, nil, place, draft) != nil
        else { continue }
      }
      draft.rename(given.name, of: place, to: nil, because: "\(classType) has no such input")
    }
  }

  private static func takes(
    _ value: InputValue, _ input: InputDefinition, _ place: Int, _ draft: RepairDraft
  ) -> Bool {
    switch value {
    case .link(let link): LinkTypes.problem(link, input, place, draft) == nil
    case .literal(let literal):
      WidgetOrder.hasWidget(input)
        && draft.knowledge.check.problem(
          with: literal, at: input, of: draft.nodes[place].classType) == nil
    }
  }
}
