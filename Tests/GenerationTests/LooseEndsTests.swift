import KnowledgeBase
import Sampling
import Testing
import Tokenization
import WorkflowGraph

@testable import Generation

@Suite struct LooseEndsTests {
  private static let pictures = [
    "LoadImage", "LoadImageMask", "ImageCompositeMasked", "SaveImage",
  ]

  /// The logits of what may follow `code` in a program that selects all names, from logits of 0;
  /// some may stand there twice.
  private func logits(
    after code: String, of names: [String] = pictures, repeating more: [String] = []
  ) throws -> [(text: String, logit: Float)] {
    let offer = NodeOffer(
      candidates: names, leanings: names.map { _ in Leaning(odds: 3) },
      catalog: TinyModel.catalog, identifiers: SmallOffer.identifiers,
      vocabulary: SmallOffer.vocabulary, supply: SmallOffer.supply)
    var constraint = WorkflowConstraint(vocabulary: SmallOffer.vocabulary, offer: offer)
    let plan = DesignPrinciple(catalog: TinyModel.catalog).text(
      for: (names + more).map { Node(id: $0, classType: $0) })
    let response = Response(selectedNodes: names, designPrinciple: plan, code: code)
    let tokenizer = TinyModel.encoder.tokenizer
    var mask = TokenMask(capacity: tokenizer.vocabulary.count)
    // The line break, and the ends of the program and of the response.
    for (place, token) in TinyModel.encoder.response(response).dropLast(3).enumerated() {
      constraint.allowedTokens(into: &mask, remainingTokens: 2_000 - place)
      try #require(mask.contains(token), "\(tokenizer.decodeText([token])) after \(place) tokens")
      constraint.accept(token: token)
    }
    constraint.allowedTokens(into: &mask, remainingTokens: 1_000)
    var logits = [Float](repeating: 0, count: mask.capacity)
    for shift in constraint.shifts(allowed: mask) { logits[Int(shift.token)] += shift.amount }
    return mask.tokens.map { (tokenizer.decodeText([$0]), logits[Int($0)]) }
  }

  @Test func `What nothing else will take is not passed by`() throws {
    let both = "image_1, mask_1 = LoadImage()\nmask_2 = LoadImageMask()\n"
    let open = try logits(
      after: both + "image_2 = ImageCompositeMasked(destination=image_1, source=image_1")
    let price = Float(WorkflowConstraint.looseWeight)
    #expect(open.contains { $0.text.hasPrefix(")") })
    #expect(open.filter { $0.text.hasPrefix(")") }.allSatisfy { $0.logit == -price })
    #expect(open.contains { $0.text.hasPrefix(",") && $0.logit == 0 })
  }

  @Test func `A statement may end when all is taken`() throws {
    let both = "image_1, mask_1 = LoadImage()\nmask_2 = LoadImageMask()\n"
    let closed = try logits(
      after: both
        + "image_2 = ImageCompositeMasked(destination=image_1, source=image_1, mask=mask_2")
    #expect(closed.allSatisfy { $0.logit == 0 })
  }

  @Test func `What a statement makes will need a socket of its own`() throws {
    // One more decoding is to come, and the upscaled latent must go there.
    let open = try logits(
      after: """
        latent_1 = EmptyLatentImage()
        vae_1 = VAELoader()
        image_1 = VAEDecode(samples=latent_1, vae=vae_1)
        latent_2 = EmptyLatentImage()
        latent_3 = LatentUpscaleBy(samples=latent_
        """,
      of: ["EmptyLatentImage", "VAELoader", "VAEDecode", "LatentUpscaleBy", "SaveImage"],
      repeating: ["EmptyLatentImage", "VAEDecode", "SaveImage"])
    #expect(open.map(\.text) == ["2"])
  }

  @Test func `A picture is taken from its maker, not from what saved it`() throws {
    let open = try logits(
      after: """
        image_1, mask_1 = LoadImage()
        mask_2 = LoadImageMask()
        image_2 = ImageCompositeMasked(destination=image_1, source=image_1, mask=mask_2)
        image_3 = SaveImage(images=image_2)
        image_4 = ImageCompositeMasked(destination=image_
        """, repeating: ["ImageCompositeMasked"])
    let price = Float(WorkflowConstraint.detourWeight)
    #expect(open.filter { $0.text == "3" }.map(\.logit) == [-price])
    #expect(open.filter { $0.text == "1" || $0.text == "2" }.map(\.logit) == [0, 0])
  }

  @Test func `What is shown is the newest that nothing takes, and what was made`() throws {
    let made = """
      image_1, mask_1 = LoadImage()
      mask_2 = LoadImageMask()
      image_2 = ImageCompositeMasked(destination=image_1, source=image_1, mask=mask_2)

      """
    let price = Float(WorkflowConstraint.detourWeight)
    let first = try logits(
      after: made + "image_3 = SaveImage(images=image_", repeating: ["SaveImage"])
    #expect(first.filter { $0.text == "1" }.map(\.logit) == [-price])
    #expect(first.filter { $0.text == "2" }.map(\.logit) == [0])
    // That it is previewed already makes it no older.
    let second = try logits(
      after: made + "image_3 = PreviewImage(images=image_2)\nimage_4 = SaveImage(images=image_",
      of: Self.pictures.dropLast() + ["PreviewImage", "SaveImage"])
    #expect(second.filter { $0.text == "1" }.map(\.logit) == [-price])
    #expect(second.filter { $0.text == "2" }.map(\.logit) == [0])
  }
}
