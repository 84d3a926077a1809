import Sampling
import TestSupport
import Testing
import Tokenization

@testable import Generation

@Suite struct EndingCostsTests {
  private static let offers = [
    SmallOffer.of(SmallOffer.textToImage + ["LoraLoader", "PreviewImage"]),
    SmallOffer.of(["ComfySwitchNode", "LoadImage", "SaveImage", "ImageScale", "SaveAudioAdvanced"]),
    SmallOffer.of(["BatchImagesNode", "EmptyImage", "PreviewAny", "StringConcatenate"]),
  ]

  @Test(arguments: offers.indices)
  func `Choices that leave alike states cost alike`(offer: Int) throws {
    let offer = Self.offers[offer]
    var random = TestGenerator(state: 5)
    var compared = 0
    for _ in 0..<8 {
      var constraint = WorkflowConstraint(vocabulary: SmallOffer.vocabulary, offer: offer)
      var mask = TokenMask(capacity: TinyModel.encoder.tokenizer.vocabulary.count)
      var left = constraint.minimumTokens + Int.random(in: 0...400, using: &random)
      while !constraint.isFinished, left > 0 {
        var costs = EndingCosts()
        for choice in constraint.choices() {
          var next = constraint
          next.apply(choice.action)
          let digits = if case .number = choice.action { NumberText.longest } else { 0 }
          #expect(costs.cost(after: choice.action, constraint) == next.endingCost + digits)
          compared += 1
        }
        constraint.allowedTokens(into: &mask, remainingTokens: left)
        constraint.accept(token: try #require(mask.tokens.randomElement(using: &random)))
        left -= 1
      }
      #expect(constraint.isFinished)
    }
    #expect(compared > 300)
  }
}
