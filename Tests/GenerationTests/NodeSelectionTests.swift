import Testing

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
