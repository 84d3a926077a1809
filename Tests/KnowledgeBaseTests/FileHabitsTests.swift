import JSON
import KnowledgeBase
import Testing
import WorkflowGraph

@Suite struct FileHabitsTests {
  private let catalog = NodeCatalog([
    NodeDefinition(
      classType: "CheckpointLoaderSimple",
      inputs: [
        InputDefinition(
          name: "ckpt_name", type: .named("COMBO"),
          choices: ["a.safetensors", "sd_xl_base_1.0.safetensors", "v1-5-pruned.safetensors"],
          choicesAreFiles: true)
      ])
  ])

  private let choices: [JSONValue] = [
    "a.safetensors", "sd_xl_base_1.0.safetensors", "v1-5-pruned.safetensors",
  ]

  private func loader(_ id: String, _ name: String) -> Node {
    Node(
      id: id, classType: "CheckpointLoaderSimple",
      inputs: [NodeInput(name: "ckpt_name", value: .literal(.string(name)))])
  }

  private func habits(_ workflows: [[Node]]) -> FileHabits {
    var habits = FileHabits()
    for nodes in workflows { habits.count(Workflow(nodes: nodes), catalog: catalog) }
    return habits
  }

  private func choose(_ habits: FileHabits, _ cues: Set<FileCue> = []) -> String? {
    habits.likeliest(
      at: "ckpt_name", of: "CheckpointLoaderSimple", among: choices, cues: cues)
  }

  private var usual: [[Node]] {
    [
      [loader("1", "v1-5-pruned.safetensors")], [loader("1", "v1-5-pruned.safetensors")],
      [loader("1", "v1-5-pruned.safetensors")],
      [loader("1", "sd_xl_base_1.0.safetensors"), Node(id: "2", classType: "Refine")],
      [loader("1", "sd_xl_base_1.0.safetensors"), Node(id: "2", classType: "Refine")],
      [loader("1", "not in the list.safetensors")],
    ]
  }

  @Test func `Without a cue the commonest name comes`() {
    #expect(choose(habits(usual)) == "v1-5-pruned.safetensors")
    #expect(choose(habits(usual), [.classType("Never seen")]) == "v1-5-pruned.safetensors")
  }

  @Test func `A class type that stood beside a name speaks for it`() {
    #expect(choose(habits(usual), [.classType("Refine")]) == "sd_xl_base_1.0.safetensors")
  }

  @Test func `A family of the name speaks for it, and its absence not against it`() {
    let family = FileCue.cues(in: "a fox with SDXL")
    #expect(family == [.family("sdxl")])
    let habits = habits([
      [loader("1", "sd_xl_base_1.0.safetensors")], [loader("1", "sd_xl_base_1.0.safetensors")],
      [loader("1", "a.safetensors")], [loader("1", "a.safetensors")],
      [loader("1", "a.safetensors")],
    ])
    #expect(choose(habits, family) == "sd_xl_base_1.0.safetensors")
    #expect(choose(habits) == "a.safetensors")
  }

  @Test func `A file that is loaded elsewhere speaks for its companions`() {
    let pair = [
      loader("1", "a.safetensors"), loader("2", "sd_xl_base_1.0.safetensors"),
    ]
    let habits = habits([pair, pair, [loader("1", "a.safetensors")]])
    #expect(choose(habits) == "a.safetensors")
    #expect(choose(habits, [.file("a.safetensors")]) == "sd_xl_base_1.0.safetensors")
  }

  @Test func `A name outside the choice list is never counted`() {
    #expect(choose(habits([[loader("1", "not in the list.safetensors")]])) == nil)
  }

  @Test func `Habits read what they wrote`() {
    let written = habits(usual)
    #expect(FileHabits(json: written.json) == written)
  }

  @Test func `Of many cues the file keeps those that tell most`() {
    let noise = (0..<60).map { Node(id: "n\($0)", classType: "Noise \($0)") }
    let kept = FileHabits(json: habits(usual.map { $0 + noise }).json)
    #expect(choose(kept, [.classType("Refine")]) == "sd_xl_base_1.0.safetensors")
    #expect(kept.json.text().count < 4_000)
  }
}
