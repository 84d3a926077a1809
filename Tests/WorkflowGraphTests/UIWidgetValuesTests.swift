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
    #expect(try names(read(seedAndChoice, [])) == [])
    #expect(try names(read(seedAndChoice, [4])) == ["image_seed=4"])
    #expect(try read(seedAndChoice, [4, "free", 9, 10, 11]).values.count == 3)
    #expect(try names(read(seedAndChoice, nil)) == [])
    #expect(try names(read(seedAndChoice, "text")) == [])
  }

  @Test func buttonsOfOlderFilesArePassedOver() throws {
    let load = NodeDefinition(
      classType: "Load3D",
      inputs: [
        InputDefinition(name: "model_file", type: .named("COMBO"), choices: []),
        InputDefinition(name: "image", type: .named("LOAD_3D")),
        InputDefinition(name: "width", type: .named("INT")),
      ])
    let new = ["model_file=\"a\"", "image=\"\"", "width=64"]
    #expect(try names(read(load, ["a", "", 64])) == new)
    #expect(try names(read(load, ["a", "upload3dmodel", "clear", "", 64])) == new)
    #expect(WidgetOrder.places(for: load, values: { _ in nil }).count == 3)
  }
}
