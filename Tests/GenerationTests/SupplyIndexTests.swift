import Testing
import WorkflowGraph

@testable import Generation

@Suite struct SupplyIndexTests {
  private let supply = SupplyIndex(
    NodeCatalog([
      SmallOffer.node("Far", takes: ["B"], makes: ["A"]), SmallOffer.node("Wild", makes: ["*"]),
      SmallOffer.node("Near", makes: ["B"]), SmallOffer.node("Circle", takes: ["C"], makes: ["C"]),
      SmallOffer.node("Show", takes: ["B"], isOutput: true),
      SmallOffer.node("Both", takes: ["A", "B"], isOutput: true),
    ]))

  private func maker(
    of type: String, for classType: String = "Other", in supply: SupplyIndex
  ) -> NodeDefinition? {
    supply.maker(for: InputDefinition(name: "x", type: .named(type)), of: classType)
  }

  @Test func `No class is its own maker`() {
    #expect(maker(of: "C", in: supply)?.classType == "Circle")
    #expect(maker(of: "C", for: "Circle", in: supply)?.classType == "Wild")
  }

  @Test func `An exact type comes before the wildcard`() {
    #expect(maker(of: "A", in: supply)?.classType == "Far")
    #expect(maker(of: "D", in: supply)?.classType == "Wild")
  }

  @Test func `What nothing can feed makes nothing`() {
    let circle = SupplyIndex(
      NodeCatalog([SmallOffer.node("Circle", takes: ["C"], makes: ["C"])]))
    #expect(maker(of: "C", in: circle) == nil)
    #expect(circle.anyOutput == nil)
  }

  @Test func `A viewer needs nothing else`() {
    #expect(supply.viewer(of: .named("B"))?.classType == "Show")
    #expect(supply.viewer(of: .named("A")) == nil)
    #expect(supply.anyOutput?.classType == "Show")
  }

  @Test func `Paid nodes are taken only where nothing is shown without them`() {
    var paid = SmallOffer.node("Ask", makes: ["B"], isOutput: true)
    paid.isAPINode = true
    let make = SmallOffer.node("Make", makes: ["B"])
    #expect(SupplyIndex(NodeCatalog([paid, make])).anyOutput?.classType == "Ask")
    let show = SmallOffer.node("Show", takes: ["B"], isOutput: true)
    let supply = SupplyIndex(NodeCatalog([paid, make, show]))
    #expect(supply.anyOutput?.classType == "Show")
    #expect(maker(of: "B", in: supply)?.classType == "Make")
  }
}
