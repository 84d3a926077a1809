import Generation
import JSON
import KnowledgeBase
import TestSupport
import Validation
import WorkflowGraph

/// A small random server and a prompt for it, with everything wrong that can be.
struct RandomPrompt: CustomStringConvertible {
  private static let names = [
    "ModelLoader", "TextEncoder", "LatentSampler", "LatentDecoder", "ImageSaver", "ImageShower",
    "ImageScaler", "MaskJoiner",
  ]
  private static let types = ["MODEL", "LATENT", "IMAGE"]
  private static let inputNames = ["model", "text", "latent", "image", "strength", "mode", "steps"]

  let objectInfo: JSONValue
  let prompt: JSONValue
  let popularity: [String: Int]
  /// Whether the prompt is judged as an answer of our own.
  let isAnswer: Bool

  init(_ random: inout TestGenerator) {
    var classes = JSONObject()
    var popularity: [String: Int] = [:]
    for name in Self.names where Int.random(in: 0..<5, using: &random) > 0 {
      classes[name] = Self.definition(&random)
      popularity[name] = Int.random(in: 0..<4, using: &random)
    }
    objectInfo = .object(classes)
    self.popularity = popularity
    isAnswer = Bool.random(using: &random)
    let known = classes.members.map(\.key)
    let chosen = (0..<Int.random(in: 0..<8, using: &random)).map { _ in
      known.randomElement(using: &random) ?? "Gone"
    }
    let maker = Maker(classes: classes, chosen: chosen, isTame: Bool.random(using: &random))
    var nodes = JSONObject()
    for id in chosen.indices { nodes[String(id)] = maker.node(id, &random) }
    prompt = .object(nodes)
  }

  var description: String { "\(isAnswer) \(popularity)\n\(objectInfo.text())\n\(prompt.text())" }

  var validator: PromptValidator {
    PromptValidator(
      catalog: ObjectInfoFormat.read(objectInfo), options: isAnswer ? .answer : .file)
  }

  var repair: RuleRepair {
    RuleRepair(
      validator: validator,
      producers: ProducerIndex(validator.catalog, popularity: popularity))
  }

  // MARK: - Definitions

  private static func definition(_ random: inout TestGenerator) -> JSONValue {
    var required = JSONObject()
    var optional = JSONObject()
    for name in inputNames where Int.random(in: 0..<3, using: &random) == 0 {
      if Int.random(in: 0..<3, using: &random) == 0 {
        optional[name] = input(&random)
      } else {
        required[name] = input(&random)
      }
    }
    let outputs = (0..<Int.random(in: 0..<3, using: &random)).map { _ in
      JSONValue.string((types + ["STRING", "*"]).randomElement(using: &random) ?? "*")
    }
    return [
      "input": ["required": .object(required), "optional": .object(optional)],
      "output": .array(outputs), "output_node": .bool(Int.random(in: 0..<3, using: &random) == 0),
      "python_module": .string(Bool.random(using: &random) ? "nodes" : "custom_nodes.some"),
    ]
  }

  private static func input(_ random: inout TestGenerator) -> JSONValue {
    switch Int.random(in: 0..<11, using: &random) {
    case 0: return ["INT", ["default": 3, "min": 0, "max": 10]]
    case 1: return ["FLOAT", ["default": 0.5, "min": 0.0, "max": 1.0]]
    case 2: return ["STRING", [:]]
    case 3: return ["BOOLEAN", ["default": true]]
    case 4: return [["euler", "heun", "lcm"]]
    case 5: return ["STRING", ["forceInput": true]]
    case 6:
      return [
        "COMFY_DYNAMICCOMBO_V3",
        [
          "options": [
            ["key": "by", "inputs": ["required": ["factor": ["FLOAT", ["min": 0.0]]]]],
            ["key": "to", "inputs": ["required": ["other": ["IMAGE", [:]]]]],
          ]
        ],
      ]
    case 7:
      return [
        "COMFY_AUTOGROW_V3",
        [
          "template": [
            "input": ["required": ["item": ["IMAGE", [:]]]], "prefix": "item", "min": 1, "max": 3,
          ]
        ],
      ]
    default: return [.string(types.randomElement(using: &random) ?? "IMAGE"), [:]]
    }
  }

  // MARK: - Nodes

  /// Makes nodes of chosen classes.
  private struct Maker {
    let classes: JSONObject
    let chosen: [String]
    /// Whether little goes wrong.
    let isTame: Bool

    func node(_ id: Int, _ random: inout TestGenerator) -> JSONValue {
      if happens(in: 60, &random) { return "a comment" }
      var classType = chosen[id]
      if happens(in: 8, &random) {
        classType =
          ["Gone", classType + "X", "Super" + classType]
          .randomElement(using: &random) ?? "Gone"
      }
      var inputs = JSONObject()
      for kind in ["required", "optional"] {
        for member in classes[chosen[id]]?["input"]?[kind]?.object?.members ?? []
        where !happens(in: 8, &random) {
          let name = happens(in: 24, &random) ? member.key + "s" : member.key
          switch member.value[0] {
          case "COMFY_DYNAMICCOMBO_V3":
            inputs[name] = happens(in: 4, &random) ? "at" : "by"
            inputs[name + ".factor"] = happens(in: 4, &random) ? value(&random) : 0.5
          case "COMFY_AUTOGROW_V3":
            let slot = happens(in: 3, &random) ? Int.random(in: 0..<4, using: &random) : 0
            inputs["\(name).item\(slot)"] = link("IMAGE", to: id, &random)
          default: inputs[name] = fitting(member.value, to: id, &random)
          }
        }
      }
      var node = JSONObject([("inputs", .object(inputs))])
      if !happens(in: 40, &random) { node["class_type"] = .string(classType) }
      return .object(node)
    }

    private func happens(in cases: Int, _ random: inout TestGenerator) -> Bool {
      !isTame && Int.random(in: 0..<cases, using: &random) == 0
    }

    /// What suits an input, most of the time.
    private func fitting(
      _ input: JSONValue, to id: Int, _ random: inout TestGenerator
    ) -> JSONValue {
      if happens(in: 6, &random) { return value(&random) }
      switch input[0]?.string {
      case "INT": return 4
      case "FLOAT": return 0.25
      case "BOOLEAN": return false
      case "STRING": return input[1]?["forceInput"] == nil ? "a" : link("STRING", to: id, &random)
      case let type?: return link(type, to: id, &random)
      case nil: return "heun"
      }
    }

    /// A link from an earlier node that makes the type, if there is one and all goes well.
    private func link(
      _ type: String, to id: Int, _ random: inout TestGenerator
    ) -> JSONValue {
      let makers = chosen.indices.filter { $0 < id }.flatMap { place in
        (classes[chosen[place]]?["output"]?.array ?? []).enumerated()
          .filter { $0.element.string == type }.map { (place, $0.offset) }
      }
      if let (place, slot) = makers.randomElement(using: &random), !happens(in: 4, &random) {
        return [.string(String(place)), .int(slot)]
      }
      let place = Int.random(in: 0...chosen.count, using: &random)
      return [.string(String(place)), .int(Int.random(in: -1..<2, using: &random))]
    }

    private func value(_ random: inout TestGenerator) -> JSONValue {
      let values: [JSONValue] = [
        3, 99, -1, 2.5, "4", "many", "Euler", true, "yes", .null, [1, 2], [0, 0], ["0", 0, 1], [],
        "", ["0", 0],
      ]
      return values.randomElement(using: &random) ?? .null
    }
  }
}
