import JSON
import Testing
import WorkflowGraph

@testable import Generation

@Suite struct StatementDefaultsTests {
  private let mask = InputDefinition(name: "mask", type: .named("MASK"))

  private func combo(_ options: [DynamicOption]) -> NodeDefinition {
    NodeDefinition(
      classType: "Resize",
      inputs: [
        InputDefinition(
          name: "mode", type: .named("COMFY_DYNAMICCOMBO_V3"), dynamic: .combo(options: options))
      ])
  }

  @Test func `A dynamic combo that is not written brings the inputs of its start value`() {
    let definition = combo([
      DynamicOption(key: "cut", inputs: [mask]), DynamicOption(key: "none", inputs: []),
    ])
    #expect(StatementDefaults.inputs(of: definition).map(\.name) == ["mode", "mode.mask"])
    #expect(
      StatementDefaults.inputs(of: definition, literals: ["mode": "none"]).map(\.name) == ["mode"])
    #expect(ArgumentOrder.needed(definition).map(\.name) == ["mode.mask"])
  }

  @Test func `A required choice needs something to choose`() {
    var definition = NodeDefinition(
      classType: "Pick", inputs: [InputDefinition(name: "kind", type: .named("COMBO"), choices: [])]
    )
    #expect(!StatementDefaults.areWhole(definition))
    #expect(StatementDefaults.areWhole(definition, literals: ["kind": "a"]))
    definition.inputs[0].choices = ["a", "b"]
    #expect(StatementDefaults.areWhole(definition))
    definition.inputs[0].defaultValue = "c"
    #expect(!StatementDefaults.areWhole(definition))
  }

  @Test func `A start value out of bounds is no value`() {
    var input = InputDefinition(name: "steps", type: .named("INT"), defaultValue: 0)
    input.minimum = JSONNumber(1)
    #expect(!StatementDefaults.areWhole(NodeDefinition(classType: "Odd", inputs: [input])))
    input.defaultValue = 1
    #expect(StatementDefaults.areWhole(NodeDefinition(classType: "Odd", inputs: [input])))
  }

  @Test func `The slots of a growing input are filled in order`() {
    let definition = NodeDefinition(
      classType: "Batch",
      inputs: [
        InputDefinition(
          name: "images", type: .named("COMFY_AUTOGROW_V3"),
          dynamic: .autogrow(
            template: InputDefinition(name: "image", type: .named("IMAGE")),
            names: ["images.image0", "images.image1", "images.image2"], minimum: 1))
      ])
    #expect(
      StatementDefaults.predecessors(of: definition) == [
        "images.image1": "images.image0", "images.image2": "images.image1",
      ])
    var order = ArgumentOrder(definition)
    #expect(order.open { _ in true }.map(\.name) == ["images.image0"])
    order.take("images.image0", asLink: true)
    #expect(order.open { _ in true }.map(\.name) == ["images.image1"])
  }
}
