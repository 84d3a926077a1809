import JSON
import KnowledgeBase
import Testing

@Suite("Terms of other languages")
struct TermTranslationTests {
  private let translation = TermTranslation(["imagen": "image", "ampliar": "upscale"])

  @Test("Translations stand behind the own terms")
  func terms() {
    #expect(
      translation.terms(of: "ampliar una imagen")
        == ["ampliar", "una", "imagen", "upscale", "image"])
    #expect(translation.terms(of: "an image") == ["an", "image"])
  }

  @Test("A text gets its English words, one without any stays as it is")
  func gloss() {
    #expect(translation.glossed("Ampliar imagen") == "Ampliar imagen\nupscale image")
    #expect(translation.glossed("hello") == "hello")
  }

  @Test("What is written is read again")
  func json() throws {
    let text = translation.json.text()
    #expect(text == #"{"ampliar":"upscale","imagen":"image"}"#)
    #expect(TermTranslation(json: try JSONValue.parse(Array(text.utf8))) == translation)
    #expect(TermTranslation(json: .null).terms.isEmpty)
  }
}
