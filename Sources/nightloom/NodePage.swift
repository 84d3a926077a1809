import JSON
import WorkflowGraph

/// One node definition for people and for scripts.
struct NodePage {
  private let definition: NodeDefinition

  init(_ definition: NodeDefinition) { self.definition = definition }

  /// Class type, shown name, types and pack in one line.
  var headline: String {
    let taken = definition.inputs.filter { $0.choices == nil && !Self.isValue($0) }
      .map(\.type.name)
    let given = definition.outputs.map(\.type.name)
    return "\(definition.classType)  (\(definition.displayName); \(origin)):"
      + " \(taken.joined(separator: ", ")) -> \(given.joined(separator: ", "))"
  }

  /// Everything known, a line for each input and output.
  var text: String {
    var lines = ["\(definition.classType): \(definition.displayName), \(origin)"]
    if !definition.category.isEmpty { lines.append("  menu: \(definition.category)") }
    let marks = [
      (definition.isOutputNode, "output node"), (definition.isDeprecated, "deprecated"),
      (definition.isAPINode, "calls a paid service"),
    ].filter(\.0).map(\.1)
    if !marks.isEmpty { lines.append("  " + marks.joined(separator: ", ")) }
    lines += definition.inputs.map {
      "  in   \($0.name): \(Self.facts($0).joined(separator: ", "))"
    }
    lines += definition.outputs.map {
      "  out  \($0.name): \($0.type.name)" + ($0.isList ? ", a list" : "")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private var origin: String {
    switch definition.tier {
    case .core: "ComfyUI"
    case .extended: definition.pack.isEmpty ? "a custom pack" : definition.pack
    case .observed:
      (definition.pack.isEmpty ? "a custom pack" : definition.pack) + ", partly known"
    }
  }

  private static func isValue(_ input: InputDefinition) -> Bool {
    ["INT", "FLOAT", "STRING", "BOOLEAN"].contains(input.type.name) && !input.isForcedSocket
  }

  /// How many choices are listed for people.
  private static let shownChoices = 12

  private static func facts(_ input: InputDefinition) -> [String] {
    var facts = [input.choices == nil ? input.type.name : "one of \(input.choices?.count ?? 0)"]
    facts.append(input.presence.rawValue)
    if let value = input.defaultValue { facts.append("default \(value.text())") }
    if let minimum = input.minimum { facts.append("from \(minimum.text)") }
    if let maximum = input.maximum { facts.append("to \(maximum.text)") }
    if let step = input.step { facts.append("step \(step.text)") }
    if let choices = input.choices, !choices.isEmpty {
      let shown = choices.prefix(shownChoices).map { $0.text() }.joined(separator: " ")
      facts.append(shown + (choices.count > shownChoices ? " …" : ""))
    }
    return facts
  }

  /// The same as JSON, all choices included.
  var json: JSONValue {
    [
      "class_type": .string(definition.classType), "display_name": .string(definition.displayName),
      "category": .string(definition.category), "pack": .string(definition.pack),
      "tier": .string(definition.tier.rawValue), "output_node": .bool(definition.isOutputNode),
      "deprecated": .bool(definition.isDeprecated), "api_node": .bool(definition.isAPINode),
      "inputs": .array(definition.inputs.map(Self.json)),
      "outputs": .array(
        definition.outputs.map { output in
          [
            "name": .string(output.name), "type": .string(output.type.name),
            "is_list": .bool(output.isList),
          ]
        }),
    ]
  }

  private static func json(_ input: InputDefinition) -> JSONValue {
    var object = JSONObject()
    object["name"] = .string(input.name)
    object["type"] = .string(input.type.name)
    object["presence"] = .string(input.presence.rawValue)
    object["default"] = input.defaultValue
    object["min"] = input.minimum.map { .number($0) }
    object["max"] = input.maximum.map { .number($0) }
    object["step"] = input.step.map { .number($0) }
    object["choices"] = input.choices.map { .array($0) }
    return .object(object)
  }
}
