import Testing

@testable import Generation

@Suite struct OfferedNodeTests {
  @Test func `A statement costs at most what the offer says`() throws {
    let offer = SmallOffer.of(SmallOffer.textToImage)
    let text =
      "latent_999 = KSampler(model=model_999, positive=conditioning_999, "
      + "negative=conditioning_999, latent_image=latent_999)\n"
    let node = offer.nodes[try #require(offer.place(of: "KSampler"))]
    #expect(SmallOffer.vocabulary.tightCost(text) <= node.statementCost)
    #expect(
      node.links.filter(\.isNeeded).map(\.name) == [
        "model", "positive", "negative", "latent_image",
      ]
    )
  }
}
