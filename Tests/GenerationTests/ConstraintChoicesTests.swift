import Sampling
import TestSupport
import Testing
import Tokenization
import WorkflowGraph

@testable import Generation

@Suite struct ConstraintChoicesTests {
  private let offer = SmallOffer.of(SmallOffer.textToImage)

  /// The choices after `code` of a program that selects all that is offered.
  private func choices(after code: String) throws -> [String] {
    var constraint = WorkflowConstraint(vocabulary: SmallOffer.vocabulary, offer: offer)
    let response = Response(
      selectedNodes: SmallOffer.textToImage,
      designPrinciple: DesignPrinciple(catalog: TinyModel.catalog).text(
        for: SmallOffer.textToImage.map { Node(id: $0, classType: $0) }), code: code)
    let ids = TinyModel.encoder.response(response).dropLast(2)
    var mask = TokenMask(capacity: TinyModel.encoder.tokenizer.vocabulary.count)
    for (place, token) in ids.enumerated() {
      constraint.allowedTokens(into: &mask, remainingTokens: 2_000 - place)
      try #require(mask.contains(token), "token \(place) of \(code)")
      constraint.accept(token: token)
    }
    return constraint.choices().map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  @Test func `The next statement is the next selected node`() throws {
    let code = "model_1, clip_1, vae_1 = CheckpointLoaderSimple()\n"
    #expect(try choices(after: code) == ["conditioning_1 = CLIPTextEncode"])
  }

  @Test func `What nothing has taken is taken while there is a socket for it`() throws {
    var constraint = WorkflowConstraint(vocabulary: SmallOffer.vocabulary, offer: offer)
    for name in SmallOffer.textToImage {
      constraint.apply(.select(try #require(offer.place(of: name))))
    }
    constraint.apply(.endSelection)
    for name in SmallOffer.textToImage.dropLast(2) {
      let node = try #require(offer.place(of: name))
      constraint.apply(.begin(ShortestEnding.Step(node: node)))
      while let turn = constraint.current?.needed.first {
        let takes = try #require(offer.nodes[node].links.first { $0.name == turn.name }).takes
        let variable = try #require(constraint.ending.source(takes, constraint.scope) { _ in true })
        constraint.apply(.link(turn, variable: variable))
      }
      constraint.apply(.endStatement)
    }
    constraint.apply(
      .begin(ShortestEnding.Step(node: try #require(offer.place(of: "VAEDecode")))))
    // The empty latent is taken, the sampled one is not, and nothing else will take it.
    let first = constraint.choices().map { String(decoding: $0.bytes, as: UTF8.self) }
    #expect(first == ["(samples=latent_2"])
  }

  @Test func `Values are told from the shape of a program`() throws {
    let response = try SampleWorkflows.response(for: SampleWorkflows.textToImage)
    let offer = SmallOffer.of(response.selectedNodes)
    var constraint = WorkflowConstraint(vocabulary: SmallOffer.vocabulary, offer: offer)
    let ids = TinyModel.encoder.response(response)
    var mask = TokenMask(capacity: TinyModel.encoder.tokenizer.vocabulary.count)
    var values = ""
    for (place, token) in ids.enumerated() {
      constraint.allowedTokens(into: &mask, remainingTokens: 2_000 - place)
      if constraint.isAtValue { values += TinyModel.encoder.text(of: [token]) }
      constraint.accept(token: token)
    }
    // With each number the token that ends it; of names what tells them apart.
    #expect(
      values == """
         text="$prompt" text="$negative"1024)
        25,7.0,ampler_name="dpmpp_2m"cheduler="karras"
        """)
  }

  @Test func `A response costs at least what its shortest ending says`() throws {
    let constraint = WorkflowConstraint(vocabulary: SmallOffer.vocabulary, offer: offer)
    var random = TestGenerator(state: 3)
    for extra in [0, 40] {
      let budget = constraint.minimumTokens + extra
      let walk = RandomProgram.walk(
        candidates: SmallOffer.textToImage, budget: budget, using: &random)
      #expect(walk.isFinished)
      #expect(walk.ids.count <= budget)
    }
  }
}
