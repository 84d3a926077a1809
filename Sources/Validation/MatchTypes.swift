import JSON
import WorkflowGraph

/// Follows match-type templates (V3) through a prompt.
///
/// Sockets of one template carry one type, which goes on to the outputs of that template. The
/// server lets everything pass; the frontend does not.
struct MatchTypes {
  private let prompt: ParsedPrompt
  /// Whether an output of each node follows a template.
  private let hasOutputs: [Bool]
  /// Whether any does; without, no template carries anything on.
  private let hasAnyOutput: Bool
  /// How many match-type nodes are followed upstream.
  private static let deepest = 32

  init(_ prompt: ParsedPrompt) {
    self.prompt = prompt
    hasOutputs = prompt.nodes.map(\.checked.hasMatchOutputs)
    hasAnyOutput = hasOutputs.contains(true)
  }

  /// What a template of a node carries and where it comes from.
  struct Conflict {
    let input: String
    let message: String
  }

  /// The conflicts at the match-type sockets of a node, and at sockets fed by match-type outputs.
  func conflicts(at place: Int) -> [Conflict] {
    let node = prompt.nodes[place]
    guard node.checked.hasMatchInputs || hasAnyOutput && isFedByTemplate(node) else { return [] }
    var carried: [(template: String, type: SocketType, input: String)] = []
    var conflicts: [Conflict] = []
    for (input, link) in links(of: node) {
      guard let type = type(of: link, depth: 0) else { continue }
      guard case .matchType(let template, let allowed) = input.definition.dynamic else {
        if output(of: link)?.matchTemplate != nil, !input.type.accepts(type) {
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

  private func isFedByTemplate(_ node: ParsedPrompt.Entry) -> Bool {
    (0..<(node.inputs?.count ?? 0)).contains { member in
      prompt.source(node, member: member).map { hasOutputs[$0] } ?? false
    }
  }

  // MARK: - Following links

  private struct Link {
    let source: Int
    let slot: Int
  }

  /// The links of a node's shown inputs, in definition order.
  private func links(of node: ParsedPrompt.Entry) -> [(input: CheckedInput, link: Link)] {
    var links: [(place: Int, input: CheckedInput, link: Link)] = []
    for (member, given) in (node.inputs?.members ?? []).enumerated() {
      guard let source = prompt.source(node, member: member),
        let place = prompt.shownPlace(node, member: member), let slot = given.value[1]?.int
      else { continue }
      links.append((place, node.shown[place], Link(source: source, slot: slot)))
    }
    return links.sorted { $0.place < $1.place }.map { ($0.input, $0.link) }
  }

  /// The type a link brings; `nil` when not known.
  private func type(of link: Link, depth: Int) -> SocketType? {
    guard let output = output(of: link) else { return nil }
    guard let template = output.matchTemplate else {
      return output.type == .any || output.type == .named("COMFY_MATCHTYPE_V3")
        ? nil : output.type
    }
    guard depth < Self.deepest else { return nil }
    for (input, link) in links(of: prompt.nodes[link.source]) {
      guard case .matchType(template, _) = input.definition.dynamic else { continue }
      if let type = type(of: link, depth: depth + 1) { return type }
    }
    return nil
  }

  private func output(of link: Link) -> OutputDefinition? {
    let outputs = prompt.nodes[link.source].checked.outputs
    return outputs.indices.contains(link.slot) ? outputs[link.slot] : nil
  }
}
