import JSON
import WorkflowGraph

/// What a statement stands for where it writes nothing: start values, and the inputs they bring.
enum StatementDefaults {
  /// `literals` with the start value of each dynamic combo that has none.
  static func extended(
    _ literals: [String: JSONValue], of definition: NodeDefinition
  ) -> [String: JSONValue] {
    var literals = literals
    while true {
      let missing = definition.expandedInputs { literals[$0] }.filter {
        if case .combo? = $0.dynamic { literals[$0.name] == nil } else { false }
      }
      let starts = missing.compactMap { input in input.startValue.map { (input.name, $0) } }
      if starts.isEmpty { return literals }
      for (name, value) in starts { literals[name] = value }
    }
  }

  /// The inputs of a statement that writes `literals`.
  static func inputs(
    of definition: NodeDefinition, literals: [String: JSONValue] = [:]
  ) -> [InputDefinition] {
    guard definition.inputs.contains(where: \.isExpanding) else { return definition.inputs }
    let literals = extended(literals, of: definition)
    return definition.expandedInputs { literals[$0] }
  }

  /// Whether every value that a statement leaves out can be filled in, so that ComfyUI takes it.
  static func areWhole(
    _ definition: NodeDefinition, literals: [String: JSONValue] = [:]
  ) -> Bool {
    if definition.tier == .observed { return true }
    return inputs(of: definition, literals: literals).allSatisfy { input in
      if literals[input.name] != nil { return true }
      if ArgumentOrder.mustBeLinked(input) { return ArgumentOrder.mayBeLinked(input) }
      if WidgetOrder.hasWidget(input) { return isWhole(input) }
      return input.presence != .required
    }
  }

  private static func isWhole(_ input: InputDefinition) -> Bool {
    guard let start = input.startValue else { return input.presence != .required }
    if let number = start.double {
      if let minimum = input.minimum, number < minimum.double { return false }
      if let maximum = input.maximum, number > maximum.double { return false }
    }
    guard let choices = input.choices, !input.choicesAreFiles, !input.isMultiselect else {
      return true
    }
    return choices.contains { $0.isPythonEqual(to: start) }
  }

  /// For each slot of an autogrow input whose names count, the slot before it, which must be filled
  /// first.
  static func predecessors(
    of definition: NodeDefinition, literals: [String: JSONValue] = [:]
  ) -> [String: String] {
    guard definition.inputs.contains(where: \.isExpanding) else { return [:] }
    let literals = extended(literals, of: definition)
    var result: [String: String] = [:]
    func walk(_ inputs: [InputDefinition], _ prefix: String) {
      for input in inputs {
        switch input.dynamic {
        case .autogrow(_, let names, _):
          for (first, second) in zip(names, names.dropFirst()) {
            result[prefix + second] = prefix + first
          }
        case .combo(let options):
          let value = literals[prefix + input.name]
          let option = options.first { value.map($0.key.isPythonEqual(to:)) ?? false }
          walk(option?.inputs ?? [], prefix + input.name + ".")
        default: break
        }
      }
    }
    walk(definition.inputs, "")
    return result
  }
}
