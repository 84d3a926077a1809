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

  private func habits(_ names: [String]) -> FileHabits {
    var habits = FileHabits()
    for name in names {
      let node = Node(
        id: "1", classType: "CheckpointLoaderSimple",
        inputs: [NodeInput(name: "ckpt_name", value: .literal(.string(name)))])
      habits.count(Workflow(nodes: [node]), catalog: catalog)
    }
    return habits
  }

  private func choose(_ habits: FileHabits, _ families: [String]) -> String? {
    habits.commonest(
      at: "ckpt_name", of: "CheckpointLoaderSimple",
      among: ["a.safetensors", "sd_xl_base_1.0.safetensors", "v1-5-pruned.safetensors"],
      families: families)
  }

  private static let names = [
    "v1-5-pruned.safetensors", "v1-5-pruned.safetensors", "sd_xl_base_1.0.safetensors",
    "not in the list.safetensors",
  ]

  @Test func `The commonest name of the wished family comes first`() {
    #expect(choose(habits(Self.names), ["sdxl"]) == "sd_xl_base_1.0.safetensors")
  }

  @Test func `Without a family, or with one never seen, the commonest of all comes`() {
    #expect(choose(habits(Self.names), []) == "v1-5-pruned.safetensors")
    #expect(choose(habits(Self.names), ["flux"]) == "v1-5-pruned.safetensors")
  }

  @Test func `A name outside the choice list is never counted`() {
    #expect(choose(habits(["not in the list.safetensors"]), []) == nil)
  }

  @Test func `Habits read what they wrote`() {
    let written = habits(Self.names)
    #expect(FileHabits(json: written.json) == written)
  }
}
