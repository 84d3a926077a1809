import JSON
import Testing

@testable import WorkflowGraph

@Suite struct UIWidgetValuesTests {
  private func read(_ definition: NodeDefinition?, _ row: JSONValue) throws -> UIWidgetValues {
    let node = try #require(UINode(["id": 1, "type": "X", "widgets_values": row]))
    return UIWidgetValues(node, definition)
  }

  private func names(_ values: UIWidgetValues) -> [String] {
    values.values.map { "\($0.name)=\($0.value.text())" }
  }

  private let seedAndChoice = NodeDefinition(
    classType: "X",
    inputs: [
      InputDefinition(name: "image_seed", type: .named("INT")),
      InputDefinition(
        name: "mode", type: .named("COMBO"), choices: ["fixed", "free"]),
      InputDefinition(name: "count", type: .named("INT")),
    ])

  @Test func aChoiceThatListsAControlWordIsNoControl() throws {
    #expect(
      try names(read(seedAndChoice, [4, "fixed", 9])) == [
        "image_seed=4", #"mode="fixed""#, "count=9",
      ]
    )
    #expect(
      try names(read(seedAndChoice, [4, "randomize", "free", 9])) == [
        "image_seed=4", #"mode="free""#, "count=9",
      ])
  }

  @Test func valuesOfTheWrongKindAreKeptAndNamed() throws {
    let values = try read(seedAndChoice, ["x", "free", [1]])
    #expect(names(values) == [#"image_seed="x""#, #"mode="free""#, "count=[1]"])
    #expect(values.misfits == ["image_seed", "count"])
  }

  @Test func choicesWithPicturesAreTheirContent() throws {
    let row: JSONValue = [4, ["content": "free", "image": nil], 9]
    #expect(
      try names(read(seedAndChoice, row)) == ["image_seed=4", #"mode="free""#, "count=9"])
  }

  @Test func tooFewAndTooManyValuesAreTolerated() throws {
    let start = ["image_seed=0", #"mode="fixed""#, "count=0"]
    #expect(try names(read(seedAndChoice, [])) == start)
    #expect(try names(read(seedAndChoice, [4])) == ["image_seed=4"] + start.dropFirst())
    #expect(try read(seedAndChoice, [4, "free", 9, 10, 11]).values.count == 3)
    #expect(try names(read(seedAndChoice, nil)) == start)
    #expect(try names(read(seedAndChoice, "text")) == start)
    #expect(try names(read(seedAndChoice, ["count": 7])) == start.dropLast() + ["count=7"])
  }

  @Test func valuesOfSocketsThatWereWidgetsAreDropped() throws {
    var inputs = seedAndChoice.inputs
    inputs.insert(
      InputDefinition(name: "index", type: .named("INT"), isForcedSocket: true), at: 1)
    let changed = NodeDefinition(classType: "X", inputs: inputs)
    let expected = ["image_seed=4", #"mode="free""#, "count=9"]
    #expect(try names(read(changed, [4, 77, "free", 9])) == expected)
    #expect(try names(read(changed, [4, "free", 9])) == expected)
  }

  @Test func samplersNamedByTheirFunctionLoseItsPrefix() throws {
    let sampler = NodeDefinition(
      classType: "X",
      inputs: [InputDefinition(name: "sampler_name", type: .named("COMBO"), choices: ["euler"])])
    #expect(try names(read(sampler, ["sample_euler"])) == [#"sampler_name="euler""#])
  }
}
