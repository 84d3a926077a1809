import JSON
import Testing

@testable import WorkflowGraph

@Suite struct CanonicalOrderTests {
  @Test func allColorsDifferAfterSingling() {
    let twins = Workflow(nodes: (0..<40).map { Node(id: "\($0)", classType: "LoadImage") })
    #expect(Set(NodeColors(twins).colors).count == 40)
    #expect(NodeColors(Workflow()).colors.isEmpty)
  }

  @Test func numbersOfOneValueAreSpelledAlike() {
    let spelled: JSONValue = [7, 7.0, .number(JSONNumber(spelling: "70e-1")), -0.0]
    #expect(spelled.canonicalText == "[7,7,7,0]")
    #expect(JSONValue.number(JSONNumber(spelling: "-0")).canonicalText == "0")
    #expect(
      JSONValue.number(JSONNumber(spelling: "18446744073709551615")).canonicalText
        == "18446744073709551615")
    #expect(JSONValue.double(0.5).canonicalText == "0.5")
    #expect(JSONValue.number(JSONNumber(spelling: "1e999")).canonicalText == "1e999")
  }

  @Test func theMixDependsOnTheOrder() {
    #expect(NodeColors.mix(1, 2) != NodeColors.mix(2, 1))
    #expect(NodeColors.hash("a") == 0xAF63_DC4C_8601_EC8C)
  }
}
