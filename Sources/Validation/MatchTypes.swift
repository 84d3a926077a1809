import JSON
import WorkflowGraph

/// Follows match-type templates (V3) through a prompt.
///
/// Sockets of one template carry one type, which goes on to the outputs of that template. The
/// server lets everything pass; the frontend does not.
struct MatchTypes {
  let prompt: ParsedPrompt
  /// The expanded inputs of each node.
  let inputs: [[InputDefinition]]
  /// How many match-type nodes are followed upstream.
  private static let deepest = 32

  /// What a template of a node carries and where it comes from.
  struct Conflict {
    let input: String
    let message: String
  }

  /// The conflicts at the match-type sockets of a node, and at sockets fed by match-type outputs.
  func conflicts(at place: Int) -> [Conflict] {
    let node = prompt.nodes[place]
    var carried: [(template: String, type: SocketType, input: String)] = []
    var conflicts: [Conflict] = []
    for input in inputs[place] {
      guard let type = receivedType(input.name, of: node, depth: 0) else { continue }
      guard case .matchType(let template, let allowed) = input.dynamic else {
        if comesFromTemplate(input.name, of: node), !input.type.accepts(type) {
          conflicts.append(
            Conflict(
              input: input.name,
              message: "\(input.name) takes \(input.type.name), but the link carries \(type.name)"))
        }
        continue
      }
      if !SocketType.named(allowed).accepts(type) {
        conflicts.append(
          Conflict(
            input: input.name,
            message: "\(input.name) allows \(allowed), but the link carries \(type.name)"))
      } else if let first = carried.first(where: { $0.template == template }),
        !first.type.accepts(type)
      {
        conflicts.append(
          Conflict(
            input: input.name,
            message: "\(input.name) carries \(type.name), but \(first.input) carries "
              + "\(first.type.name); both must be alike"))
      } else {
        carried.append((template, type, input.name))
      }
    }
    return conflicts
  }

  /// The type a link brings; `nil` when absent or not known.
  private func receivedType(
    _ input: String, of node: ParsedPrompt.Entry, depth: Int
  ) -> SocketType? {
    guard case .array(let link)? = node.inputs?[input], let output = output(of: link) else {
      return nil
    }
    let (source, definition) = output
    guard let template = definition.matchTemplate else {
      return definition.type == .any || definition.type == .named("COMFY_MATCHTYPE_V3")
        ? nil : definition.type
    }
    guard depth < Self.deepest else { return nil }
    for input in inputs[source] {
      guard case .matchType(template, _) = input.dynamic else { continue }
      if let type = receivedType(input.name, of: prompt.nodes[source], depth: depth + 1) {
        return type
      }
    }
    return nil
  }

  private func comesFromTemplate(_ input: String, of node: ParsedPrompt.Entry) -> Bool {
    guard case .array(let link)? = node.inputs?[input] else { return false }
    return output(of: link)?.definition.matchTemplate != nil
  }

  private func output(of link: [JSONValue]) -> (source: Int, definition: OutputDefinition)? {
    guard link.count == 2, let id = link[0].string, let source = prompt.places[id],
      let slot = link[1].int
    else { return nil }
    let outputs = prompt.nodes[source].definition.outputs
    guard outputs.indices.contains(slot) else { return nil }
    return (source, outputs[slot])
  }
}
