import JSON
public import KnowledgeBase
public import WorkflowGraph

/// The part of a workflow that the model writes, and how the rest is put back.
///
/// The model writes links, and those values that carry meaning and differ from the catalog's
/// default. It does not write seeds, file names, free texts, or any value of a partly known node.
/// ``complete(_:words:seed:)`` gives each input left out its value, so that the server finds every
/// required one.
public struct CompactForm: Sendable {
  let catalog: NodeCatalog
  let habits: FileHabits

  /// Makes the two-way converter for one catalog; `habits` choose the files of answers.
  public init(catalog: NodeCatalog, habits: FileHabits = FileHabits()) {
    self.catalog = catalog
    self.habits = habits
  }

  // MARK: - Abbreviate

  /// The workflow as the model is taught to write it: links, meaningful values, placeholders.
  public func abbreviate(_ workflow: Workflow) -> Workflow {
    let roles = TextRoles(workflow, catalog: catalog)
    var short = workflow
    for place in short.nodes.indices {
      let node = workflow.nodes[place]
      let definitions = inputDefinitions(of: node)
      short.nodes[place].inputs = node.inputs.compactMap { input in
        guard case .literal(let value) = input.value else { return input }
        guard let definition = definitions[input.name] else { return nil }
        if let role = roles.role(of: definition, at: node) {
          return value.string.flatMap { text in
            text.isEmpty || text == definition.defaultValue?.string
              ? nil
              : NodeInput(name: input.name, value: .literal(.string(role.placeholder.rawValue)))
          }
        }
        return teachable(value, at: definition).map {
          NodeInput(name: input.name, value: .literal($0))
        }
      }
      short.nodes[place].title = nil
    }
    return short
  }

  /// The definitions of a node's inputs by name, dynamic ones expanded; empty for partly known
  /// and unknown nodes, whose values mean nothing to us.
  private func inputDefinitions(of node: Node) -> [String: InputDefinition] {
    guard let definition = catalog[node.classType], definition.tier != .observed else { return [:] }
    let expanded = definition.expandedInputs { name in
      if case .literal(let value)? = node[name] { value } else { nil }
    }
    return Dictionary(expanded.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The value in its canonical spelling, or `nil` when the model is not taught to write it.
  func teachable(_ value: JSONValue, at input: InputDefinition) -> JSONValue? {
    if Self.isSeed(input) || input.choicesAreFiles { return nil }
    let spelled: JSONValue?
    switch input.type.name {
    case "INT": spelled = integer(value, at: input)
    case "FLOAT": spelled = decimal(value, at: input)
    case "BOOLEAN": spelled = value.bool.map { .bool($0) }
    case "COMBO", "COMFY_DYNAMICCOMBO_V3": spelled = choice(value, at: input)
    default: spelled = nil
    }
    guard let spelled, !isDefault(spelled, at: input) else { return nil }
    return spelled
  }

  private func integer(_ value: JSONValue, at input: InputDefinition) -> JSONValue? {
    guard let number = value.double, let whole = Int(exactly: number.rounded(.towardZero)),
      isInRange(Double(whole), input)
    else { return nil }
    return .int(whole)
  }

  private func decimal(_ value: JSONValue, at input: InputDefinition) -> JSONValue? {
    guard let number = value.double, number.isFinite, isInRange(number, input) else { return nil }
    return .double((number * 10_000).rounded() / 10_000)
  }

  private func choice(_ value: JSONValue, at input: InputDefinition) -> JSONValue? {
    if case .combo(let options)? = input.dynamic {
      return options.contains { $0.key == value } ? value : nil
    }
    guard let choices = input.choices, choices.contains(value), value.string != nil else {
      return nil
    }
    return value
  }

  private func isInRange(_ number: Double, _ input: InputDefinition) -> Bool {
    if let minimum = input.minimum, number < minimum.double { return false }
    if let maximum = input.maximum, number > maximum.double { return false }
    return true
  }

  private func isDefault(_ value: JSONValue, at input: InputDefinition) -> Bool {
    let start = input.defaultValue ?? input.choices?.first
    if let left = value.double, let right = start?.double { return left == right }
    return value == start
  }

  /// Whether the input is a seed: the browser would change it after each run.
  public static func isSeed(_ input: InputDefinition) -> Bool {
    input.type.name == "INT"
      && (input.controlAfterGenerate ?? (input.name == "seed" || input.name == "noise_seed"))
  }
}
