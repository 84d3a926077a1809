import JSON
import KnowledgeBase
import Validation
import WorkflowGraph

/// What all repairs look things up in.
struct RepairKnowledge: Sendable {
  let catalog: NodeCatalog
  let validator: PromptValidator
  let check: InputCheck
  let producers: ProducerIndex
  let habits: FileHabits
  /// Types that some output carries; a literal in a socket of another type may be a pack's widget.
  let linkableTypes: Set<String>

  init(_ validator: PromptValidator, producers: ProducerIndex, habits: FileHabits) {
    catalog = validator.catalog
    self.validator = validator
    check = InputCheck(validator)
    self.producers = producers
    self.habits = habits
    linkableTypes = Set(validator.catalog.definitions.flatMap { $0.outputs.map(\.type.name) })
  }

  /// The definition of a class type unless it is unknown or only partly known.
  func exact(_ classType: String) -> NodeDefinition? {
    guard let definition = catalog[classType], definition.tier != .observed else { return nil }
    return definition
  }

  /// Whether rules may put a node of this class into a workflow: exact, neither paid nor outdated.
  func mayBeAdded(_ definition: NodeDefinition) -> Bool {
    definition.tier != .observed && !definition.isAPINode && !definition.isDeprecated
  }

  /// The value a widget gets when nothing better is known, or `nil`.
  ///
  /// For files the commonest of the workflow's model families, else the definition's default, else
  /// the first choice; only what the server takes.
  func usualValue(
    of input: InputDefinition, in classType: String, families: [String]
  ) -> JSONValue? {
    var free = input
    free.isForcedSocket = false
    free.isDefaultSocket = false
    var values: [JSONValue?] = [free.startValue, free.choices?.first]
    if input.choicesAreFiles, let choices = input.choices {
      values.insert(
        habits.commonest(at: input.name, of: classType, among: choices, families: families)
          .map { .string($0) }, at: 0)
    }
    return values.compactMap { $0 }.first {
      check.problem(with: $0, at: free, of: classType) == nil
    }
  }

  /// The model families a workflow shows by its nodes and values.
  static func families(of workflow: Workflow) -> [String] {
    ConceptLexicon.standard.entries.map(\.concept)
      .filter { concept in
        concept.kind == .family && workflow.nodes.contains(where: concept.isMet)
      }
      .map(\.name)
  }
}
