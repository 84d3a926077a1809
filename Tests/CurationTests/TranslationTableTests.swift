import Testing

@testable import Curation

@Suite struct TranslationTableTests {
  private func texts(_ pairs: [(String, String, String)]) -> [ParallelText] {
    pairs.map { ParallelText(id: $0.0, language: $0.1, text: $0.2) }
  }

  private var learned: [String: String] {
    TranslationTable.learn(
      texts([
        ("a", "en", "upscale an image"), ("b", "en", "an image from words"),
        ("c", "en", "upscale the video"), ("a", "es", "ampliar una imagen"),
        ("b", "es", "una imagen de palabras"), ("c", "es", "ampliar el video"),
        ("x", "es", "ampliar imagen"),
      ])
    ).terms
  }

  @Test func `Terms that stand in the same texts translate each other`() {
    #expect(learned["ampliar"] == "upscale")
    #expect(learned["imagen"] == "an" || learned["imagen"] == "image")
  }

  @Test func `A term seen once, and one that is English too, is left alone`() {
    #expect(learned["palabras"] == nil && learned["palabra"] == nil)
    #expect(learned["video"] == nil)
  }

  @Test func `The order of the texts does not matter`() {
    let all = texts([
      ("a", "en", "upscale image"), ("b", "en", "upscale image"), ("a", "fr", "agrandir"),
      ("b", "fr", "agrandir"), ("a", "it", "agrandir"), ("b", "it", "agrandir"),
    ])
    #expect(TranslationTable.learn(all) == TranslationTable.learn(all.reversed()))
    #expect(TranslationTable.learn(all).terms == ["agrandir": "image"])
  }

  @Test func `Without English nothing is learned`() {
    #expect(TranslationTable.learn(texts([("a", "es", "x"), ("b", "es", "x")])).terms.isEmpty)
  }
}
