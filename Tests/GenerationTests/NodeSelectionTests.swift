import Testing
import WorkflowGraph

@testable import Generation

@Suite struct NodeSelectionTests {
  private let offer = SmallOffer.of(SmallOffer.textToImage)

  private func open(_ names: [String]) -> [String] {
    let selection = offer.selection(names)
    return offer.nodes.indices.filter(selection.isOpen).map { offer.nodes[$0].classType }
  }

  @Test func `A node may follow when those before it feed it`() {
    #expect(open([]) == ["CheckpointLoaderSimple", "EmptyLatentImage"])
    #expect(open(["CheckpointLoaderSimple"]) == ["CLIPTextEncode", "EmptyLatentImage"])
    #expect(
      open(["CheckpointLoaderSimple", "EmptyLatentImage"]) == ["CLIPTextEncode", "VAEDecode"])
  }

  @Test func `A selection is whole when all of it is shown`() {
    #expect(!offer.selection([]).isWhole)
    #expect(!offer.selection(["CheckpointLoaderSimple"]).isWhole)
    #expect(
      !offer.selection(["CheckpointLoaderSimple", "EmptyLatentImage", "VAEDecode"]).isWhole)
    let names = ["CheckpointLoaderSimple", "EmptyLatentImage", "VAEDecode", "SaveImage"]
    #expect(offer.selection(names).isWhole)
    // Its conditioning goes nowhere.
    #expect(!offer.selection(names + ["CLIPTextEncode"]).isWhole)
  }

  @Test func `What a node hands on must be there before it`() {
    let handsOn = NodeDefinition(
      classType: "HandsOn",
      inputs: [
        InputDefinition(
          name: "item", type: .named("COMFY_MATCHTYPE_V3"),
          dynamic: .matchType(template: "T", allowed: "*"))
      ],
      outputs: [OutputDefinition(name: "item", type: .any, matchTemplate: "T")])
    let offer = SmallOffer.of(
      ["Image", "Text", "HandsOn", "ShowImage", "ShowText"],
      in: [
        SmallOffer.node("Image", makes: ["IMAGE"]), SmallOffer.node("Text", makes: ["STRING"]),
        handsOn, SmallOffer.node("ShowImage", takes: ["IMAGE"], isOutput: true),
        SmallOffer.node("ShowText", takes: ["STRING"], isOutput: true),
      ])
    #expect(offer.selection(["Text", "HandsOn", "ShowText"]).isWhole)
    #expect(offer.selection(["Image", "Text", "HandsOn", "ShowImage", "ShowText"]).isWhole)
    // Nothing that stands before HandsOn and that it could take is shown.
    let dark = offer.selection(["Image", "HandsOn", "Text", "ShowText"])
    #expect(!dark.isWhole)
    #expect(dark.nextMissing == offer.place(of: "ShowImage"))
  }

  @Test(arguments: [[], ["EmptyLatentImage"], ["CheckpointLoaderSimple", "CLIPTextEncode"]])
  func `The way to a whole selection takes open nodes only`(names: [String]) throws {
    var selection = offer.selection(names)
    for _ in 0..<offer.nodes.count {
      guard let node = selection.nextMissing else { break }
      #expect(selection.isOpen(node))
      selection.select(node)
    }
    #expect(selection.isWhole)
    #expect(selection.selected.count <= offer.nodes.count)
  }
}
