import JSON
import TestSupport
import Testing
import WorkflowGraph

@testable import Validation

@Suite("A checked class")
struct CheckedClassTests {
  private static let inner = InputDefinition(name: "w", presence: .required, type: .named("FLOAT"))

  /// An autogrow, a dynamic combo with an autogrow inside, and a slot.
  private static let definition = NodeDefinition(
    classType: "Grown",
    inputs: [
      InputDefinition(
        name: "images", type: .named("COMFY_AUTOGROW_V3"),
        dynamic: .autogrow(
          template: InputDefinition(name: "image", type: .named("IMAGE")),
          names: ["images.image0", "images.image1", "images.image2"], minimum: 2)),
      InputDefinition(
        name: "mode", type: .named("COMFY_DYNAMICCOMBO_V3"),
        dynamic: .combo(options: [
          DynamicOption(key: "none", inputs: []),
          DynamicOption(
            key: 1,
            inputs: [
              inner,
              InputDefinition(
                name: "more", type: .named("COMFY_AUTOGROW_V3"),
                dynamic: .autogrow(
                  template: InputDefinition(
                    name: "m", presence: .optional, type: .named("MASK")),
                  names: ["more.m0", "more.m1"], minimum: 1)),
            ]),
        ])),
      InputDefinition(
        name: "slot", presence: .optional, type: .named("COMFY_DYNAMICSLOT_V3"),
        dynamic: .slot(
          input: InputDefinition(name: "slot", type: .named("LATENT")), further: [inner])),
    ])

  @Test("its inputs are those of its definition, whatever values are given")
  func expansionIsTheDefinitions() throws {
    let definition = Self.definition
    let checked = CheckedClass(definition, hooks: .empty)
    let values: [JSONValue?] = [nil, "none", 1, 1.0, true, "other", ["2", 0], ["__value__": 1]]
    for mode in values {
      for slot in values {
        var given = JSONObject()
        given["mode"] = mode
        given["slot"] = slot
        let literal = { (name: String) -> JSONValue? in
          guard let value = given[name], value.array == nil else { return .none }
          return value
        }
        let shown = definition.expandedInputs(literal)
        let served = definition.checkedInputs(literal: literal, isGiven: { given[$0] != nil })
        #expect(checked.expanded(given, listsUnmatched: true).map(\.definition) == shown)
        #expect(checked.expanded(given, listsUnmatched: false).map(\.definition) == served)
      }
    }
  }

  @Test("inputs that grow alone are known without the values")
  func autogrowAloneIsStatic() {
    var definition = Self.definition
    definition.inputs = [definition.inputs[0]]
    let checked = CheckedClass(definition, hooks: .empty)
    #expect(!checked.dependsOnValues)
    #expect(checked.isExpanding)
    #expect(checked.inputs.map(\.name) == ["images.image0", "images.image1", "images.image2"])
    #expect(checked.inputs.map(\.presence) == [.required, .required, .optional])
  }
}
