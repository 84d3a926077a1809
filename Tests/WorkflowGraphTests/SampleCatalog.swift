import JSON
import TestSupport
import WorkflowGraph

/// A few definitions of ComfyUI's own shape, and workflows made of them.
enum Sample {
  static let catalog = NodeCatalog([
    node("Loader", [("name", choice(["a", "b"], files: true))], ["MODEL", "CLIP", "VAE"]),
    node("Encode", [("clip", socket("CLIP")), ("text", text())], ["CONDITIONING"]),
    node(
      "Empty",
      [
        ("width", number("INT", 512, minimum: 16)), ("height", number("INT", 512)),
        ("batch", number("INT", nil, minimum: 1)),
      ], ["LATENT"]),
    node(
      "Sampler",
      [
        ("model", socket("MODEL")), ("seed", number("INT", 0)), ("steps", number("INT", 20)),
        ("cfg", number("FLOAT", 8.0)), ("sampler", choice(["euler", "ddim"])),
        ("positive", socket("CONDITIONING")), ("negative", socket("CONDITIONING")),
        ("latent", socket("LATENT")), ("denoise", number("FLOAT", 1.0)),
      ], ["LATENT"]),
    node("Decode", [("samples", socket("LATENT")), ("vae", socket("VAE"))], ["IMAGE"]),
    node("Blend", [("one", socket("IMAGE")), ("two", socket("IMAGE"))], ["IMAGE"]),
    node("Scale", [("image", socket("IMAGE")), ("factor", number("FLOAT", 2.0))], ["IMAGE"]),
    node("Save", [("images", socket("IMAGE")), ("prefix", text("out"))], [], isOutput: true),
    node(
      "Resize",
      [
        ("image", socket("IMAGE")), ("mode", mode), ("blur", number("INT", 3)),
        ("tidy", InputDefinition(name: "", presence: .optional, type: .named("BOOLEAN"))),
      ], ["IMAGE"]),
    node("Dice", [("image_seed", number("INT", 1)), ("sides", number("INT", 6))], ["INT"]),
    node("LoadImage", [("image", choice(["x.png"], files: true))], ["IMAGE", "MASK"]),
    NodeDefinition(
      classType: "Seen", tier: .observed,
      inputs: [
        InputDefinition(name: "image", presence: .unknown, type: .named("IMAGE")),
        InputDefinition(name: "amount", presence: .unknown, type: .named("INT")),
      ], outputs: [OutputDefinition(name: "IMAGE", type: .named("IMAGE"))]),
  ])

  /// Loader, two encoders, latent, sampler, decoder, save.
  static let textToImage = Workflow(nodes: [
    Node(id: "1", classType: "Loader", inputs: [literal("name", "b")]),
    Node(id: "2", classType: "Encode", inputs: [link("clip", "1", 1), literal("text", "barn")]),
    Node(id: "3", classType: "Encode", inputs: [link("clip", "1", 1), literal("text", "blurry")]),
    Node(
      id: "4", classType: "Empty",
      inputs: [literal("width", 512), literal("height", 640), literal("batch", 1)]),
    Node(
      id: "5", classType: "Sampler",
      inputs: [
        link("model", "1", 0), literal("seed", 42), literal("steps", 20), literal("cfg", 7.5),
        literal("sampler", "ddim"), link("positive", "2", 0), link("negative", "3", 0),
        link("latent", "4", 0), literal("denoise", 1.0),
      ]),
    Node(id: "6", classType: "Decode", inputs: [link("samples", "5", 0), link("vae", "1", 2)]),
    Node(id: "7", classType: "Save", inputs: [link("images", "6", 0), literal("prefix", "out")]),
  ])

  static func link(_ name: String, _ source: String, _ slot: Int) -> NodeInput {
    NodeInput(name: name, value: .link(Link(source: source, slot: slot)))
  }

  static func literal(_ name: String, _ value: JSONValue) -> NodeInput {
    NodeInput(name: name, value: .literal(value))
  }

  /// The same graph with other ids in another order.
  static func shuffled(_ workflow: Workflow, _ generator: inout TestGenerator) -> Workflow {
    let order = workflow.nodes.indices.shuffled(using: &generator)
    var ids: [String: String] = [:]
    for (number, place) in workflow.nodes.indices.shuffled(using: &generator).enumerated() {
      ids[workflow.nodes[place].id] = "\(number * 3 + 11)"
    }
    return Workflow(
      nodes: order.map { place in
        var node = workflow.nodes[place]
        node.id = ids[node.id] ?? ""
        for index in node.inputs.indices {
          guard case .link(let link) = node.inputs[index].value else { continue }
          let source = ids[link.source] ?? ""
          node.inputs[index].value = .link(Link(source: source, slot: link.slot))
        }
        return node
      })
  }

  /// A random acyclic graph of blends and scales over few sources, full of look-alikes.
  static func randomGraph(_ generator: inout TestGenerator) -> Workflow {
    var nodes: [Node] = []
    for number in 0..<Int.random(in: 1..<14, using: &generator) {
      let sources = nodes.filter { $0.classType != "Save" }.map(\.id)
      func source(_ name: String) -> NodeInput? {
        sources.randomElement(using: &generator).map { link(name, $0, 0) }
      }
      let id = "\(number + 1)"
      switch generator.next() % 5 {
      case 0: nodes.append(Node(id: id, classType: "LoadImage"))
      case 1, 2:
        let inputs = [source("one"), source("two")].compactMap { $0 }
        nodes.append(Node(id: id, classType: "Blend", inputs: inputs))
      case 3:
        let inputs = [source("image"), literal("factor", .int(Int(generator.next() % 2)))]
        nodes.append(Node(id: id, classType: "Scale", inputs: inputs.compactMap { $0 }))
      default:
        nodes.append(
          Node(id: id, classType: "Save", inputs: [source("images")].compactMap { $0 }))
      }
    }
    return Workflow(nodes: nodes)
  }

  // MARK: - Definitions

  private static func node(
    _ classType: String, _ inputs: [(String, InputDefinition)], _ outputs: [String],
    isOutput: Bool = false
  ) -> NodeDefinition {
    NodeDefinition(
      classType: classType, isOutputNode: isOutput,
      inputs: inputs.map { name, input in
        var input = input
        input.name = name
        return input
      }, outputs: outputs.map { OutputDefinition(name: $0, type: .named($0)) })
  }

  private static func socket(_ type: String) -> InputDefinition {
    InputDefinition(name: "", type: .named(type))
  }

  private static func text(_ start: String? = nil) -> InputDefinition {
    InputDefinition(name: "", type: .named("STRING"), defaultValue: start.map { .string($0) })
  }

  private static func number(_ type: String, _ start: JSONValue?, minimum: Int? = nil)
    -> InputDefinition
  {
    InputDefinition(
      name: "", type: .named(type), defaultValue: start, minimum: minimum.map { JSONNumber($0) })
  }

  private static func choice(_ choices: [JSONValue], files: Bool = false) -> InputDefinition {
    InputDefinition(
      name: "", type: .choices(choices), choices: choices, choicesAreFiles: files)
  }

  private static let mode = InputDefinition(
    name: "", type: .named("COMFY_DYNAMICCOMBO_V3"),
    dynamic: .combo(options: [
      DynamicOption(
        key: "pixels",
        inputs: [
          InputDefinition(name: "width", type: .named("INT"), defaultValue: 64),
          InputDefinition(name: "height", type: .named("INT"), defaultValue: 64),
        ]),
      DynamicOption(
        key: "factor", inputs: [InputDefinition(name: "by", type: .named("FLOAT"))]),
    ]))
}
