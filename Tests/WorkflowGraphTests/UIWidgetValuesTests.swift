import JSON
import Testing

@testable import WorkflowGraph

@Suite struct UIWidgetValuesTests {
  private func read(_ definition: NodeDefinition?, _ row: JSONValue) throws -> UIWidgetValues {
    let type = JSONValue.string(definition?.classType ?? "X")
    let node = try #require(UINode(["id": 1, "type": type, "widgets_values": row]))
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
    func values(_ classType: String) throws -> [String] {
      let name = InputDefinition(name: "sampler_name", type: .named("COMBO"), choices: ["euler"])
      let sampler = NodeDefinition(classType: classType, inputs: [name])
      return try names(read(sampler, ["sample_euler"]))
    }
    #expect(try values("KSampler") == [#"sampler_name="euler""#])
    #expect(try values("X") == [#"sampler_name="sample_euler""#])
  }

  /// A node without definition that lists its widget sockets.
  private func unknown(_ sockets: [(String, String)], _ row: JSONValue) throws -> UIWidgetValues {
    let inputs = sockets.map { name, type -> JSONValue in
      ["name": .string(name), "type": .string(type), "widget": ["name": .string(name)]]
    }
    let node = try #require(
      UINode(["id": 1, "type": "?", "inputs": .array(inputs), "widgets_values": row]))
    return UIWidgetValues(node, nil)
  }

  @Test func valuesOfUnknownNodesAreNamedBySocketsWithOrWithoutControlModes() throws {
    let sockets = [("seed", "INT"), ("mode", "STRING"), ("count", "INT")]
    let expected = ["seed=18446744073709551615", #"mode="randomize""#, "count=3"]
    let seed = try JSONValue.parse("18446744073709551615")
    for row: JSONValue in [
      [seed, "randomize", 3], [seed, "fixed", "randomize", 3],
      [seed, "fixed", "randomize", 3, "fixed"],
    ] {
      #expect(try names(unknown(sockets, row)) == expected)
    }
    #expect(try names(unknown([("list", "*")], [[1, 2]])) == ["list=[1,2]"])
  }

  @Test func valuesOfUnknownNodesThatDoNotFitTheirSocketsAreLeftOut() throws {
    for row: JSONValue in [["x", 3], [3], [3, 4, 5], [3, "fixed", "x"]] {
      let values = try unknown([("seed", "INT"), ("count", "INT")], row)
      #expect(values.areUnknown && values.values.isEmpty)
    }
  }
}
