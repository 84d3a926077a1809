import JSON
import WorkflowGraph

/// A class type with its inputs and its hook, made once for a catalog.
final class CheckedClass: Sendable {
  let definition: NodeDefinition
  let classType: String
  let tier: DefinitionTier
  let isOutputNode: Bool
  let hook: HookTable.Hook?
  /// The inputs, when they do not depend on the values given; names are complete.
  let inputs: [CheckedInput]
  let outputs: [OutputDefinition]
  /// The names of the outputs' types, where a link of just that type is beyond all rules.
  let outputTypeNames: [String?]
  /// The names of `inputs`.
  let inputNames: [String]
  /// Whether inputs come and go with the values given.
  let dependsOnValues: Bool
  /// Whether an input makes further ones, with the values given or without.
  let isExpanding: Bool
  /// Whether an input, or one that it may expand into, grows with use.
  let hasAutogrow: Bool
  /// Whether an input is a socket of a match-type template.
  let hasMatchInputs: Bool
  /// Whether an output follows a match-type template.
  let hasMatchOutputs: Bool
  /// Whether there is something to say of the class itself.
  let isRemarkable: Bool
  private let expansion: [Expansion]

  init(_ definition: NodeDefinition, hooks: HookTable) {
    self.definition = definition
    classType = definition.classType
    tier = definition.tier
    isOutputNode = definition.isOutputNode
    let hook = hooks.hook(of: definition.classType)
    self.hook = hook
    isRemarkable =
      definition.isDeprecated || definition.tier == .observed || hook?.check == .other
      || hook?.check == .pathExists
    outputs = definition.outputs
    outputTypeNames = outputs.map { $0.matchTemplate == nil ? $0.type.plainName : nil }
    isExpanding = definition.inputs.contains(where: \.isExpanding)
    hasMatchOutputs = definition.outputs.contains { $0.matchTemplate != nil }
    expansion = definition.inputs.flatMap { Expansion.of($0, prefix: "") }
    hasMatchInputs = expansion.contains(where: \.hasMatchType)
    dependsOnValues = expansion.contains(where: \.dependsOnValues)
    inputs = dependsOnValues ? [] : expansion.map(\.input)
    inputNames = inputs.map(\.name)
    hasAutogrow = definition.inputs.contains(where: Self.hasAutogrow)
  }

  private static func hasAutogrow(_ input: InputDefinition) -> Bool {
    switch input.dynamic {
    case .autogrow: true
    case .combo(let options): options.contains { $0.inputs.contains(where: hasAutogrow) }
    case .slot(_, let further): further.contains(where: hasAutogrow)
    case .matchType, nil: false
    }
  }

  /// The inputs for the values given, as ``NodeDefinition/checkedInputs(literal:isGiven:)`` and
  /// ``NodeDefinition/expandedInputs(_:)`` have them, of inputs made once.
  func expanded(_ values: JSONObject?, listsUnmatched: Bool) -> [CheckedInput] {
    var result: [CheckedInput] = []
    for one in expansion { one.add(to: &result, values, listsUnmatched) }
    return result
  }
}

/// An input with all that it may expand into.
private indirect enum Expansion: Sendable {
  case plain(CheckedInput)
  case combo(CheckedInput, options: [(key: JSONValue, further: [Expansion])])
  case slot(CheckedInput, further: [Expansion])

  /// The expansions an input stands for: itself, or the slots of an autogrow.
  static func of(_ input: InputDefinition, prefix: String) -> [Expansion] {
    var input = input
    if !prefix.isEmpty { input.name = prefix + input.name }
    switch input.dynamic {
    case .matchType, nil: return [.plain(CheckedInput(input))]
    case .autogrow(let template, let names, let minimum):
      return names.enumerated().flatMap { index, name in
        var grown = template
        grown.name = name
        if template.presence == .required {
          grown.presence = index < minimum ? .required : .optional
        }
        return of(grown, prefix: prefix)
      }
    case .combo(let options):
      let further = options.map { option in
        (option.key, option.inputs.flatMap { of($0, prefix: input.name + ".") })
      }
      return [.combo(CheckedInput(input), options: further)]
    case .slot(let slot, let further):
      input.type = slot.type
      return [
        .slot(
          CheckedInput(input), further: further.flatMap { of($0, prefix: input.name + ".") })
      ]
    }
  }

  var input: CheckedInput {
    switch self {
    case .plain(let input), .combo(let input, _), .slot(let input, _): input
    }
  }

  var dependsOnValues: Bool { if case .plain = self { false } else { true } }

  var hasMatchType: Bool {
    switch self {
    case .plain(let input): input.isMatchType
    case .combo(_, let options): options.contains { $0.further.contains(where: \.hasMatchType) }
    case .slot(_, let further): further.contains(where: \.hasMatchType)
    }
  }

  func add(to result: inout [CheckedInput], _ values: JSONObject?, _ listsUnmatched: Bool) {
    switch self {
    case .plain(let input): result.append(input)
    case .combo(let input, let options):
      var chosen: [Expansion]?
      if let value = values?[input.name], value.array == nil {
        chosen = options.first { $0.key.isPythonEqual(to: value) }?.further
      }
      if listsUnmatched || chosen != nil { result.append(input) }
      for one in chosen ?? [] { one.add(to: &result, values, listsUnmatched) }
    case .slot(let input, let further):
      let value = values?[input.name]
      guard listsUnmatched || value != nil else { return }
      result.append(input)
      guard let value, !listsUnmatched || value.array == nil else { return }
      for one in further { one.add(to: &result, values, listsUnmatched) }
    }
  }
}
