import JSON
import KnowledgeBase
import TestSupport
import Testing
import WorkflowGraph

@testable import Generation

@Suite struct FileHintsTests {
  private func choice(_ wish: String, among choices: [JSONValue]) -> String? {
    let input = InputDefinition(name: "x", type: .named("COMBO"), choices: choices)
    var hints = FileHints(wish, in: Workflow(nodes: []), habits: FileHabits())
    return hints.choose(input, at: "Loader")
  }

  @Test func `Without habits, files share the most long words with the wish`() {
    let files: [JSONValue] = ["b/sd.safetensors", "crimson_badger-xl.pt", "badger.safetensors", 3]
    #expect(choice("a Crimson badger", among: files) == "crimson_badger-xl.pt")
    #expect(choice("BADGER!", among: files) == "crimson_badger-xl.pt")
    #expect(choice("", among: files) == "b/sd.safetensors")
    #expect(choice("x", among: [1, .null]) == nil)
  }

  @Test func `Words of many wishes and of many names decide nothing`() {
    let files: [JSONValue] = ["first.pt", "image-edit.pt", "fox-1.pt", "fox-2.pt", "foxy.pt"]
    #expect(choice("edit an image", among: files) == "first.pt")
    #expect(choice("a fox with snow", among: ["first.pt", "gemma-with-proj.pt"]) == "first.pt")
    let alike: [JSONValue] = ["first.pt", "badger-1.pt", "badger-2.pt", "badger-3.pt"]
    #expect(choice("a badger", among: alike) == "first.pt")
  }

  @Test(arguments: [
    ("WanImageToVideo", "wan_t2v.pt", "wan_i2v.pt"), ("EmptyLatent", "wan_i2v.pt", "wan_t2v.pt"),
    ("EmptyLatent", "other_i2v.pt", "other_i2v.pt"),
  ])
  func `A model for video starts from what the workflow does`(
    classType: String, usual: String, chosen: String
  ) {
    let choices: [JSONValue] = ["wan_i2v.pt", "wan_t2v.pt", "other_i2v.pt"]
    let input = InputDefinition(
      name: "x", type: .named("COMBO"), choices: choices, choicesAreFiles: true)
    let catalog = NodeCatalog([NodeDefinition(classType: "Loader", inputs: [input])])
    let loader = Node(
      id: "1", classType: "Loader",
      inputs: [NodeInput(name: "x", value: .literal(.string(usual)))])
    var habits = FileHabits()
    habits.count(Workflow(nodes: [loader]), catalog: catalog)
    let workflow = Workflow(nodes: [Node(id: "2", classType: classType)])
    var hints = FileHints("", in: workflow, habits: habits)
    #expect(hints.choose(input, at: "Loader") == chosen)
  }

  @Test func `Weights for another family than the workflow's are passed over`() {
    let files: [JSONValue] = ["style-sd15.pt", "style-xl.pt", "t5xxl.pt"]
    #expect(choice("a fox with SDXL", among: files) == "style-xl.pt")
    #expect(choice("a fox", among: files) == "style-sd15.pt")
    #expect(choice("a fox with SDXL", among: ["style-sd15.pt", "t5xxl.pt"]) == "t5xxl.pt")
    #expect(choice("a fox with SDXL", among: ["style-sd15.pt"]) == "style-sd15.pt")
  }

  @Test func `What is loaded first tells the family of what follows`() {
    let input = { (names: [JSONValue]) in
      InputDefinition(name: "x", type: .named("COMBO"), choices: names, choicesAreFiles: true)
    }
    var hints = FileHints("a fox", in: Workflow(nodes: []), habits: FileHabits())
    #expect(hints.choose(input(["sd_xl_base.pt"]), at: "Loader") == "sd_xl_base.pt")
    #expect(hints.choose(input(["lcm-sd15.pt", "lcm-xl.pt"]), at: "Lora") == "lcm-xl.pt")
  }

  @Test func `A choice is made in the company of those before it`() throws {
    var habits = FileHabits()
    let names = ["clip_l.safetensors", "t5.safetensors"]
    let input = { (name: String) in
      InputDefinition(
        name: name, type: .named("COMBO"), choices: names.map { .string($0) },
        choicesAreFiles: true)
    }
    let catalog = NodeCatalog([
      NodeDefinition(classType: "Two", inputs: [input("one"), input("two")])
    ])
    for pair in [(0, 1), (0, 1), (1, 0)] {
      let node = Node(
        id: "1", classType: "Two",
        inputs: [
          NodeInput(name: "one", value: .literal(.string(names[pair.0]))),
          NodeInput(name: "two", value: .literal(.string(names[pair.1]))),
        ])
      habits.count(Workflow(nodes: [node]), catalog: catalog)
    }
    var hints = FileHints("", in: Workflow(nodes: []), habits: habits)
    #expect(hints.choose(input("one"), at: "Two") == names[0])
    #expect(hints.choose(input("two"), at: "Two") == names[1])
  }

  @Test(
    arguments: [
      ("a fox", nil, "style.pt"), ("a fox in 4 steps", nil, "sdxl-lcm.pt"),
      ("a fox", 8, "sdxl-lcm.pt"),
      ("a fox in 30 steps", 30, "style.pt"), ("a fox with LCM", 30, "sdxl-lcm.pt"),
    ] as [(String, Int?, String)])
  func `A LoRA for few steps is for workflows that take few`(
    wish: String, steps: Int?, chosen: String
  ) {
    let choices: [JSONValue] = ["sdxl-lcm.pt", "style.pt"]
    let sampler = Node(
      id: "1", classType: "KSampler",
      inputs: steps.map { [NodeInput(name: "steps", value: .literal(.int($0)))] } ?? [])
    let workflow = Workflow(nodes: [sampler])
    func choice(at name: String) -> String? {
      var hints = FileHints(wish, in: workflow, habits: FileHabits())
      return hints.choose(
        InputDefinition(name: name, type: .named("COMBO"), choices: choices), at: "Loader")
    }
    #expect(choice(at: "lora_name") == chosen)
    #expect(choice(at: "ckpt_name") == "sdxl-lcm.pt")
  }
}
