import Testing
import WorkflowGraph

@testable import Generation

@Suite struct NodeRoutesTests {
  @Test func `A chain ends at an output node`() throws {
    let offer = SmallOffer.of(SmallOffer.textToImage)
    let latent = try #require(offer.types.firstIndex(of: .named("LATENT")))
    let decode = try #require(offer.routes.hops[latent])
    #expect(offer.nodes[decode.node].classType == "VAEDecode")
    #expect(offer.nodes[decode.node].links[decode.link].name == "samples")
    let image = try #require(offer.types.firstIndex(of: .named("IMAGE")))
    let save = try #require(offer.routes.hops[image])
    #expect(offer.nodes[save.node].classType == "SaveImage")
    #expect(decode.cost == save.cost + offer.nodes[decode.node].statementCost)
  }

  @Test func `Only members are used`() throws {
    let offer = SmallOffer.of(SmallOffer.textToImage)
    let latent = try #require(offer.types.firstIndex(of: .named("LATENT")))
    let members = try ["VAEDecode", "KSampler"].map { try #require(offer.place(of: $0)) }
    #expect(offer.routes(over: members).hops[latent].map(\.cost) == nil)
  }

  @Test func `A pass-through is shown only by what it is given`() throws {
    let offer = SmallOffer.of(["ComfySwitchNode", "LoadImage", "SaveImage"])
    let isShown = try ["ComfySwitchNode", "LoadImage", "SaveImage"].map {
      offer.routes.isShown(offer.nodes[try #require(offer.place(of: $0))])
    }
    #expect(isShown == [false, true, true])
  }
}
