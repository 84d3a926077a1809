import JSON
import Testing

@testable import WorkflowGraph

@Suite struct InputOrderTests {
  @Test func expandedInputsStandInTheirPlaceAndUnknownOnesLast() throws {
    let resize = try #require(Sample.catalog["Resize"])
    let inputs = ["odd", "blur", "mode.lost", "mode.by", "image", "mode"].map {
      Sample.literal($0, $0 == "mode" ? "factor" : 1)
    }
    #expect(
      InputOrder(resize, inputs).sorted(inputs).map(\.name)
        == ["image", "mode", "mode.lost", "mode.by", "blur", "odd"])
  }

  @Test func withoutADefinitionTheOrderStays() {
    let inputs = ["b", "a.1", "a"].map { Sample.literal($0, 1) }
    #expect(InputOrder(nil, inputs).sorted(inputs) == inputs)
  }
}
