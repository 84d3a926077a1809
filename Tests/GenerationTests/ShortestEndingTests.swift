import Testing

@testable import Generation

@Suite struct ShortestEndingTests {
  private let offer = SmallOffer.of(SmallOffer.textToImage)

  @Test func `First come the selected nodes, in their order`() throws {
    let ending = offer.ending(SmallOffer.textToImage)
    var scope = ProgramScope(offer)
    var names: [String] = []
    while let step = ending.next(scope), names.count < 20 {
      names.append(offer.nodes[step.node].classType)
      _ = ending.write(step, &scope)
    }
    #expect(names == SmallOffer.textToImage)
    #expect(scope.looseCount == 0)
  }

  @Test func `Then what nothing shows is shown`() throws {
    let ending = offer.ending(SmallOffer.textToImage)
    var scope = offer.scope(SmallOffer.textToImage)
    let encode = try #require(offer.place(of: "CLIPTextEncode"))
    _ = ending.write(ShortestEnding.Step(node: encode), &scope)
    #expect(scope.looseCount == 1)
    let step = try #require(ending.next(scope))
    #expect(offer.nodes[step.node].classType == "KSampler")
    #expect(step.link?.variable == scope.variables.count - 1)
    let cost = ending.cost(scope)
    #expect(cost > ending.cost(offer.scope(SmallOffer.textToImage)))
    var rest = 2
    while let step = ending.next(scope) { rest += ending.write(step, &scope) }
    #expect(rest == cost)
  }

  @Test func `A link takes what nothing has taken, newest first`() throws {
    let ending = offer.ending(SmallOffer.textToImage)
    var scope = offer.scope(["CheckpointLoaderSimple", "CLIPTextEncode", "CLIPTextEncode"])
    let takes = try #require(offer.nodes[3].links.first { $0.name == "positive" }).takes
    let newest = try #require(ending.source(takes, scope) { _ in true })
    #expect(scope.name(of: newest) == "conditioning_2")
    scope.take(newest, by: 3)
    #expect(ending.source(takes, scope) { _ in true }.map(scope.name) == "conditioning_1")
  }
}
