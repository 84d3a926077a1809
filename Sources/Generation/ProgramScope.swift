import WorkflowCode
public import WorkflowGraph

/// The variables a growing program has declared, and what can still be written with them.
///
/// Invariant: variable names are `<type>_<counter>`, counters per prefix from 1, as the printer's
/// compact style spells them.
public struct ProgramScope: Sendable {
  /// One declared output.
  struct Variable: Sendable {
    var name: String
    var type: SocketType
    /// Whether an output node made it.
    var isShown = false
  }

  private let catalog: NodeCatalog
  private(set) var variables: [Variable] = []
  private var counters: [String: Int] = [:]
  private(set) var used: Set<String> = []
  private var useCounts: [String: Int] = [:]
  private(set) var hasOutputNode = false
  /// The variables each class of output nodes has shown.
  private var shown: [String: Set<String>] = [:]
  /// Statements since the last one that brought a new class type.
  private(set) var repeats = 0

  /// Starts an empty program over `catalog`.
  public init(catalog: NodeCatalog) { self.catalog = catalog }

  /// The left side of a statement that makes a node of `definition`.
  func targets(of definition: NodeDefinition) -> String {
    definition.outputs.isEmpty
      ? "_" : declarations(of: definition).variables.map(\.name).joined(separator: ", ")
  }

  /// Declares the outputs of a finished statement.
  mutating func declare(_ definition: NodeDefinition) {
    let declared = declarations(of: definition)
    variables += declared.variables
    counters = declared.counters
    useCounts[definition.classType, default: 0] += 1
    repeats = used.insert(definition.classType).inserted ? 0 : repeats + 1
    if definition.isOutputNode { hasOutputNode = true }
  }

  private func declarations(
    of definition: NodeDefinition
  ) -> (variables: [Variable], counters: [String: Int]) {
    var counters = counters
    let variables = definition.outputs.map { output in
      let prefix = CodeSpelling.variablePrefix(for: output.type)
      let number = (counters[prefix] ?? 0) + 1
      counters[prefix] = number
      return Variable(
        name: "\(prefix)_\(number)", type: output.type, isShown: definition.isOutputNode)
    }
    return (variables, counters)
  }

  /// The variables that may feed an input of type `type`, newest first.
  func sources(for type: SocketType) -> [Variable] {
    variables.reversed().filter { type.accepts($0.type) }
  }

  /// Whether every input that must be linked can be, so that the statement can be finished.
  func canFeed(_ definition: NodeDefinition) -> Bool {
    let scope = view(for: definition)
    return definition.expandedInputs { _ in nil }.allSatisfy { input in
      !ArgumentOrder.mustBeLinked(input) || scope.canFeed(input.type)
    }
  }

  /// The scope as a statement of `definition` sees it: an output node shows nothing that it, or
  /// another output node before it in the chain, has shown already.
  func view(for definition: NodeDefinition) -> ProgramScope {
    guard definition.isOutputNode else { return self }
    var view = self
    let old = shown[definition.classType] ?? []
    view.variables.removeAll { $0.isShown || old.contains($0.name) }
    return view
  }

  /// The number of finished statements of `classType`.
  func uses(of classType: String) -> Int { useCounts[classType] ?? 0 }

  /// Notes that a statement of `definition` takes `variable`.
  mutating func use(_ variable: String, by definition: NodeDefinition) {
    if definition.isOutputNode { shown[definition.classType, default: []].insert(variable) }
  }

  /// Whether any variable may feed an input of type `type`.
  func canFeed(_ type: SocketType) -> Bool { variables.contains { type.accepts($0.type) } }
}
