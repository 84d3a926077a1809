import JSON
import Testing

@testable import WorkflowGraph

@Suite struct UIOmissionTests {
  @Test func whatNoWidgetHoldsAndLinksToNothingAreNamed() {
    var scale = Node(id: "4", classType: "Scale")
    scale["image"] = .literal("text")
    scale["factor"] = .literal(.null)
    scale["colour"] = .literal(3)
    scale["mask"] = .link(Link(source: "9", slot: 0))
    var dice = Node(id: "5", classType: "Dice")
    dice["sides"] = .link(Link(source: "9", slot: 0))
    let workflow = Workflow(nodes: [scale, dice])
    #expect(
      UIFormat.omissions(workflow, catalog: Sample.catalog).map(\.description) == [
        "node 4 (Scale): the value of image has no widget on the canvas and was left out",
        "node 4 (Scale): the value of colour has no widget on the canvas and was left out",
        "node 4 (Scale): the link of mask leads nowhere and was left out",
        "node 5 (Dice): the link of sides leads nowhere and was left out",
      ])
    #expect(UIFormat.omissions(Sample.textToImage, catalog: Sample.catalog).isEmpty)
  }
}
