import JSON
public import WorkflowGraph

/// How code names its variables and whether it names class types twice.
public enum PrintStyle: String, Sendable, CaseIterable {
  /// Output name and statement number, the class type in a comment: `latent_7 = KSampler(…)`.
  case canonical
  /// Output type and a counter per type, a comment only where the identifier is ambiguous: made
  /// for a small language model, which must predict few and regular tokens.
  case compact
}

/// Writes a workflow as code.
///
/// All outputs of the definition are printed, so that the position is the slot; for a class type
/// the catalog lacks, as many as are linked. Inputs stand links first, then values, each in the
/// order of the definition, those the definition lacks behind, in their own order. A second
/// input of the same name is left out. Values equal to the default are printed when they are
/// there: leaving them out is the caller's choice.
public struct Printer: Sendable {
  private let identifiers: ClassIdentifiers

  /// Prepares for one catalog.
  public init(_ identifiers: ClassIdentifiers) { self.identifiers = identifiers }

  /// The code of `workflow`, each statement ended by a line feed.
  ///
  /// - Throws: ``WorkflowCodeError`` when the links make no acyclic graph or a class type cannot
  ///   be written.
  public func print(
    _ workflow: Workflow, style: PrintStyle = .canonical
  ) throws(WorkflowCodeError) -> String {
    let plan = try Plan(workflow, identifiers.catalog)
    var names = VariableNames(style)
    var result = ""
    for (index, place) in plan.order.enumerated() {
      let node = workflow.nodes[place]
      let outputs = identifiers.catalog[node.classType]?.outputs
      let variables = names.define(
        place, outputs: outputs, count: plan.outputCounts[place], statement: index + 1)
      result +=
        variables.isEmpty
        ? WorkflowGrammar.discard : variables.joined(separator: CodeSpelling.separator)
      result += CodeSpelling.assignment + identifiers.identifier(for: node.classType)
      result += "(" + arguments(of: node, plan, names) + ")"
      if style == .canonical || identifiers.needsComment(node.classType) {
        try checkPrintable(node)
        result += CodeSpelling.comment + node.classType
      }
      result += "\n"
    }
    return result
  }

  /// The statements' nodes in printing order, as positions in `workflow.nodes`.
  ///
  /// - Throws: ``WorkflowCodeError`` as ``print(_:style:)`` does.
  public func order(of workflow: Workflow) throws(WorkflowCodeError) -> [Int] {
    try Plan(workflow, identifiers.catalog).order
  }

  private func arguments(of node: Node, _ plan: Plan, _ names: VariableNames) -> String {
    var links: [(name: String, value: String)] = []
    var values: [(name: String, value: String)] = []
    for input in ArgumentOrder.sorted(node, identifiers.catalog[node.classType]) {
      switch input.value {
      case .literal(let literal): values.append((input.name, CodeSpelling.literal(literal)))
      case .link(let link):
        guard let source = plan.places[link.source] else { continue }
        links.append((input.name, names[source, link.slot]))
      }
    }
    let all = links + values
    var parts = all.filter { CodeSpelling.isArgumentName($0.name) }
      .map { CodeSpelling.argument($0.name, $0.value) }
    let rest = all.filter { !CodeSpelling.isArgumentName($0.name) }
    if !rest.isEmpty { parts.append(CodeSpelling.extra(rest)) }
    return parts.joined(separator: CodeSpelling.separator)
  }

  /// A comment keeps a class type when it is one line, and known or without outer blanks.
  private func checkPrintable(_ node: Node) throws(WorkflowCodeError) {
    let bytes = node.classType.utf8
    let hasBreak = bytes.contains { $0 == 0x0A || $0 == 0x0D }
    let blanks: [UInt8] = [0x20, 0x09]
    let hasBlank = [bytes.first, bytes.last].contains { $0.map(blanks.contains) ?? true }
    guard !hasBreak, !hasBlank || identifiers.catalog.contains(node.classType) else {
      throw .unprintableClassType(node: node.id, classType: node.classType)
    }
  }
}

/// The order of statements and the number of outputs of each node.
private struct Plan {
  let places: [String: Int]
  let order: [Int]
  let outputCounts: [Int]

  init(_ workflow: Workflow, _ catalog: NodeCatalog) throws(WorkflowCodeError) {
    let places = workflow.places
    var counts = workflow.nodes.map { catalog[$0.classType]?.outputs.count ?? 0 }
    for (index, node) in workflow.nodes.enumerated() where places[node.id] != index {
      throw .duplicateID(node.id)
    }
    for (source, slot, target, input) in workflow.links {
      guard let place = places[source] else {
        throw .missingNode(node: target, input: input, source: source)
      }
      let isKnown = catalog.contains(workflow.nodes[place].classType)
      guard slot >= 0, slot < (isKnown ? counts[place] : Self.maximumOutputs) else {
        throw .slotOutOfRange(
          node: target, input: input, source: source, slot: slot, outputs: counts[place])
      }
      if !isKnown { counts[place] = max(counts[place], slot + 1) }
    }
    let order = TopologicalOrder(workflow, catalog: catalog)
    guard order.cycle.isEmpty else { throw .dependencyCycle(order.cycle) }
    self.places = places
    self.outputCounts = counts
    self.order = order.indices
  }

  /// A bound for class types that the catalog lacks, so that no file can ask for endless targets.
  private static let maximumOutputs = 1000
}

/// The order of a node's inputs by its definition, dynamic inputs expanded.
private enum ArgumentOrder {
  /// The inputs by their place in the definition, unknown ones behind their stem (`x` of `x.y`)
  /// or at the end; equal names once.
  static func sorted(_ node: Node, _ definition: NodeDefinition?) -> [NodeInput] {
    let defined = definition?.expandedInputs { name in
      guard case .literal(let value)? = node[name] else { return nil }
      return value
    }
    var places: [String: Int] = [:]
    for (place, input) in (defined ?? []).enumerated() where places[input.name] == nil {
      places[input.name] = place
    }
    var seen: Set<String> = []
    return node.inputs.enumerated()
      .filter { seen.insert($0.element.name).inserted }
      .map { input in
        let name = input.element.name
        let place = places[name] ?? places[String(name.prefix { $0 != "." })]
        return (
          place: place ?? Int.max, rank: places[name] == nil ? input.offset + 1 : 0,
          input: input.element
        )
      }
      .sorted { ($0.place, $0.rank) < ($1.place, $1.rank) }
      .map(\.input)
  }
}

/// Hands out variables.
private struct VariableNames {
  private let style: PrintStyle
  private var counters: [String: Int] = [:]
  private var variables: [Int: [String]] = [:]

  init(_ style: PrintStyle) { self.style = style }

  subscript(node: Int, slot: Int) -> String {
    guard let names = variables[node], names.indices.contains(slot) else {
      return WorkflowGrammar.discard
    }
    return names[slot]
  }

  mutating func define(
    _ node: Int, outputs: [OutputDefinition]?, count: Int, statement: Int
  ) -> [String] {
    var names: [String] = []
    for slot in 0..<count {
      switch style {
      case .canonical: names.append(named(outputs?[slot].name ?? "", slot, statement, names))
      case .compact: names.append(counted(outputs?[slot].type, slot))
      }
    }
    variables[node] = names
    return names
  }

  private func named(_ name: String, _ slot: Int, _ statement: Int, _ taken: [String]) -> String {
    var prefix = CodeSpelling.variablePrefix(forOutput: name, slot: slot)
    if taken.contains(CodeSpelling.variable(prefix, statement)) { prefix += "_\(slot)" }
    while taken.contains(CodeSpelling.variable(prefix, statement)) { prefix += "_" }
    return CodeSpelling.variable(prefix, statement)
  }

  private mutating func counted(_ type: SocketType?, _ slot: Int) -> String {
    let prefix = type.map(CodeSpelling.variablePrefix(for:)) ?? "out\(slot)"
    counters[prefix, default: 0] += 1
    return CodeSpelling.variable(prefix, counters[prefix, default: 1])
  }
}
