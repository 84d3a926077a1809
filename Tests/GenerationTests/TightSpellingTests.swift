import TestSupport
import Testing

@testable import Generation

@Suite struct TightSpellingTests {
  private let vocabulary = SmallOffer.vocabulary

  /// The tokens of `text`, each the tight one.
  private func tokens(_ text: String) -> [String] {
    var rest = Array(text.utf8)[...]
    var tokens: [String] = []
    while let token = vocabulary.tightToken(rest) {
      tokens.append(String(decoding: rest.prefix(token.length), as: UTF8.self))
      rest = rest.dropFirst(token.length)
    }
    return tokens
  }

  @Test func `The longest token of a piece is taken, digits stand alone`() {
    #expect(tokens("model_12") == ["model_", "1", "2"])
    #expect(vocabulary.tightCost("model_12") == 3)
  }

  @Test func `No token runs past an equals sign or a space`() {
    #expect(tokens("a = KSampler").joined() == "a = KSampler")
    #expect(tokens("a = KSampler").allSatisfy { !$0.dropLast().contains(" ") })
  }

  @Test func `A text costs what its pieces cost, whatever its numbers are`() throws {
    try forAll(count: 200) { random in
      (Int.random(in: 100...999, using: &random), Int.random(in: 100...999, using: &random))
    } law: { first, second in
      let cost = vocabulary.tightCost("model_\(first), clip_\(second) = LoraLoader(model=")
      let parts = ["model_", ", ", "clip_", " ", "= ", "LoraLoader(model="].map {
        vocabulary.tightCost($0)
      }
      let whole =
        vocabulary.tightCost("model_000, clip_000 = LoraLoader(model=")
      try #require(cost == whole)
      try #require(cost <= parts.reduce(6, +))
    }
  }
}
