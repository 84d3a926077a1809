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
  /// The exact classes that have an input, by the first part of its name.
  let classesByInput: [String: [String]]
  /// The exact classes by the number of letters in their names that count, see ``NearestName``.
  let classesByLetters: [Int: [String]]
  /// By type the core class that does nothing but hold a value of that type.
  let holders: [String: NodeDefinition]

  init(_ validator: PromptValidator, producers: ProducerIndex, habits: FileHabits) {
    catalog = validator.catalog
    self.validator = validator
    check = InputCheck(validator)
    self.producers = producers
    self.habits = habits
    linkableTypes = Set(validator.catalog.definitions.flatMap { $0.outputs.map(\.type.name) })
    var classes: [String: [String]] = [:]
    var names: [Int: [String]] = [:]
    for definition in catalog.definitions where definition.tier != .observed {
      names[NearestName.letters(of: definition.classType), default: []].append(definition.classType)
      for stem in Set(definition.inputs.map { String($0.name.prefix { $0 != "." }) }) {
        classes[stem, default: []].append(definition.classType)
      }
    }
    classesByInput = classes
    classesByLetters = names
    holders = Self.holders(catalog, producers)
  }

  private static func holders(
    _ catalog: NodeCatalog, _ producers: ProducerIndex
  ) -> [String: NodeDefinition] {
    var holders: [String: NodeDefinition] = [:]
    for definition in catalog.definitions {
      guard definition.tier == .core, definition.inputs.count == 1, definition.outputs.count == 1,
        let input = definition.inputs.first, input.name == "value",
        input.type == definition.outputs[0].type, WidgetOrder.hasWidget(input)
      else { continue }
      let type = input.type.name
      let known = holders[type].map { producers.popularity(of: $0.classType) } ?? -1
      if producers.popularity(of: definition.classType) > known { holders[type] = definition }
    }
    return holders
  }

  /// Whether workflows are answers of our own, and not files of people.
  var judgesAnswers: Bool {
    validator.options.checksStricterRules && validator.options.unreachableLevel == .error
  }

  /// The definition of a class type unless it is unknown or only partly known.
  func exact(_ classType: String) -> NodeDefinition? {
    guard let definition = catalog[classType], definition.tier != .observed else { return nil }
    return definition
  }

  /// Whether rules may give a node this class: exact, neither paid nor outdated.
  func mayBeUsed(_ definition: NodeDefinition) -> Bool {
    definition.tier != .observed && !definition.isAPINode && !definition.isDeprecated
  }

  /// Whether rules may add a node of this class: what links it needs must not depend on its values.
  func mayBeAdded(_ definition: NodeDefinition) -> Bool {
    mayBeUsed(definition) && !definition.inputs.contains(where: Self.needsLinksByValue)
  }

  private static func needsLinksByValue(_ input: InputDefinition) -> Bool {
    switch input.dynamic {
    case .autogrow(let template, _, let minimum):
      minimum > 0 && template.presence == .required
    case .combo(let options):
      options.contains { option in
        option.inputs.contains { further in
          needsLinksByValue(further)
            || further.presence == .required && !WidgetOrder.hasWidget(further)
        }
      }
    case .slot, .matchType, nil: false
    }
  }

  /// The value a widget gets when nothing better is known, or `nil`.
  ///
  /// For files the likeliest in the workflow's company, else the definition's default, else
  /// the first choice; only what the server takes.
  func usualValue(
    of input: InputDefinition, in classType: String, cues: Set<FileCue>
  ) -> JSONValue? {
    var free = input
    free.isForcedSocket = false
    free.isDefaultSocket = false
    var values: [JSONValue?] = [free.startValue, free.choices?.first]
    if input.choicesAreFiles, let choices = input.choices {
      values.insert(
        habits.likeliest(at: input.name, of: classType, among: choices, cues: cues)
          .map { .string($0) }, at: 0)
    }
    return values.compactMap { $0 }.first {
      check.problem(with: $0, at: free, of: classType) == nil
    }
  }
}
