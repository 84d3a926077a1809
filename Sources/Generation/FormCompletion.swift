import JSON
import KnowledgeBase
public import WorkflowGraph

/// What the user's prompt puts into the places that a program only names.
public struct PromptWords: Equatable, Sendable {
  /// The wish, for positive texts.
  public var prompt: String
  /// What is not wanted, for negative texts; may be empty.
  public var negative: String

  /// Gathers the words.
  public init(prompt: String, negative: String = "") {
    self.prompt = prompt
    self.negative = negative
  }
}

extension CompactForm {
  /// One value that ``complete(_:words:seed:)`` had to change.
  public struct Change: Equatable, Sendable, CustomStringConvertible {
    /// The node's id.
    public var node: String
    /// The input's name.
    public var input: String
    /// What was done.
    public var reason: String

    /// One line.
    public var description: String { "node \(node), \(input): \(reason)" }
  }

  /// The workflow as ComfyUI needs it: every widget has a value.
  ///
  /// Placeholders become the user's words, seeds become `seed`, file names are chosen by the words
  /// they share with the prompt, anything else gets the widget's start value. The wish stands in a
  /// text area for it, if there is one, and values that the wish names stand where they belong
  /// (``AskedValues``). Numbers out of range are clamped; that alone is reported, since nobody
  /// asked for it.
  ///
  /// - Parameters:
  ///   - workflow: What the model wrote.
  ///   - words: The user's words.
  ///   - seed: The workflow's own seed, in 0 ..< 2⁵³.
  /// - Returns: The complete workflow, and each value of the model's that was changed.
  public func complete(
    _ workflow: Workflow, words: PromptWords, seed: Int
  ) -> (workflow: Workflow, changes: [Change]) {
    var full = workflow
    var changes: [Change] = []
    var hints = FileHints(words.prompt, in: workflow, habits: habits)
    for place in full.nodes.indices {
      guard let definition = catalog[full.nodes[place].classType], definition.tier != .observed
      else { continue }
      substitute(words, in: &full.nodes[place])
      for input in definition.expandedInputs(full.nodes[place].literal) {
        changes += clamp(input, in: &full.nodes[place])
        fill(input, in: &full.nodes[place], seed: seed, hints: &hints)
      }
    }
    full = UIFormat.completed(full, catalog: catalog)
    AskedValues(words.prompt, catalog: catalog).apply(to: &full)
    placeWish(words, in: &full)
    return (full, changes)
  }

  /// Puts the wish into the text areas for it that say nothing of their own, if it stands nowhere.
  private func placeWish(_ words: PromptWords, in workflow: inout Workflow) {
    let wish = Self.withoutChoices(words.prompt)
    let roles = TextRoles(workflow, catalog: catalog)
    var open: [(place: Int, name: String)] = []
    for (place, node) in workflow.nodes.enumerated() {
      guard let definition = catalog[node.classType], definition.tier != .observed else { continue }
      for input in definition.expandedInputs(node.literal) {
        guard let role = roles.role(of: input, at: node), let text = node.literal(input.name)
        else { continue }
        if text == .string(wish) { return }
        if role == .prompt, text == .string("") || text == input.startValue {
          open.append((place, input.name))
        }
      }
    }
    for (place, name) in open { workflow.nodes[place][name] = .literal(.string(wish)) }
  }

  private func substitute(_ words: PromptWords, in node: inout Node) {
    for place in node.inputs.indices {
      guard case .literal(.string(let text)) = node.inputs[place].value,
        let placeholder = TextPlaceholder(rawValue: text)
      else { continue }
      let value = placeholder == .prompt ? words.prompt : words.negative
      node.inputs[place].value = .literal(.string(Self.withoutChoices(value)))
    }
  }

  /// The frontend picks from `{a|b}` at random when it queues; round brackets stay as they are.
  static func withoutChoices(_ text: String) -> String {
    String(text.map { $0 == "{" ? "(" : $0 == "}" ? ")" : $0 })
  }

  private func clamp(_ input: InputDefinition, in node: inout Node) -> [Change] {
    guard case .literal(.number(let number))? = node[input.name] else { return [] }
    for (bound, isBroken) in [
      (input.minimum, { (bound: JSONNumber) in number.double < bound.double }),
      (input.maximum, { (bound: JSONNumber) in number.double > bound.double }),
    ] {
      guard let bound, isBroken(bound) else { continue }
      node[input.name] = .literal(.number(bound))
      return [
        Change(node: node.id, input: input.name, reason: "\(number.text) clamped to \(bound.text)")
      ]
    }
    return []
  }

  private func fill(
    _ input: InputDefinition, in node: inout Node, seed: Int, hints: inout FileHints
  ) {
    guard node[input.name] == nil, WidgetOrder.hasWidget(input), !input.isForcedSocket else {
      return
    }
    if Self.isSeed(input) {
      let limit = input.maximum.map { Int($0.double.rounded(.down).clampedToInt) } ?? .max
      node[input.name] = .literal(.int(limit < Int.max ? seed % (limit + 1) : seed))
    } else if input.choicesAreFiles, let file = hints.choose(input, at: node.classType) {
      node[input.name] = .literal(.string(file))
    } else if let start = input.startValue {
      node[input.name] = .literal(start)
    }
  }
}

extension Node {
  /// The literal at an input, or `nil`.
  func literal(_ name: String) -> JSONValue? {
    if case .literal(let value)? = self[name] { value } else { nil }
  }
}

extension Double {
  /// The nearest `Int`, never a trap.
  fileprivate var clampedToInt: Int {
    if self >= 0x1p62 { return .max }
    if self <= -0x1p62 { return .min }
    return Int(self)
  }
}
