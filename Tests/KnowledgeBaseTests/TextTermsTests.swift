import KnowledgeBase
import TestSupport
import Testing

@Suite("Texts become terms")
struct TextTermsTests {
  @Test(
    "Words, names and numbers",
    arguments: [
      ("", ""), ("A cat, two cats!", "a cat two cat"), ("snake_case-name", "snake case name"),
      ("KSamplerAdvanced", "ksampleradvanced sampler advanced"),
      ("CLIPTextEncode", "cliptextencode clip text encode"), ("VAEDecode", "vaedecode vae decode"),
      ("sd15", "sd15 sd 15"), ("SDXL", "sdxl"), ("Wan 2.1 and 2.2.", "wan 2.1 and 2.2"),
      ("flux.1-dev", "flux 1 dev"), ("glass bus", "glass bus"), ("images", "image"),
      ("Ｆｌｕｘ", "flux"), ("ÉTÉ", "été"), ("3D", "3d"), ("image-to-image", "image to image"),
    ])
  func words(_ text: String, _ expected: String) {
    #expect(TextTerms.terms(of: text).joined(separator: " ") == expected)
  }

  @Test(
    "Scripts without blanks become pairs of characters",
    arguments: [
      ("画像生成", "画像 像生 生成"), ("猫", "猫"), ("アニメ風のcat画", "アニ ニメ メ風 風の cat 画"),
      ("图片 放大", "图片 放大"), ("고양이", "고양 양이"), ("カード", "カー ード"),
    ])
  func ideographs(_ text: String, _ expected: String) {
    #expect(TextTerms.terms(of: text).joined(separator: " ") == expected)
  }

  @Test("A bag counts and sorts")
  func bag() {
    let bag = TextTerms.bag(of: "b a b")
    #expect(bag.map(\.term) == ["a", "b"] && bag.map(\.count) == [1, 2])
  }

  @Test("Terms are lower-case words without blanks, whatever the text")
  func law() throws {
    let pieces = ["Ab", "cD", "E", "1", ".", "_", " ", "画", "像", "é", "\u{301}", "🙂", "s", "\n"]
    try forAll { (generator: inout TestGenerator) in
      (0..<12).map { _ in pieces[Int(generator.next() % UInt64(pieces.count))] }.joined()
    } law: { text in
      for term in TextTerms.terms(of: text) {
        #expect(!term.isEmpty && term == term.lowercased())
        #expect(!term.contains { $0 == " " || $0 == "_" || $0 == "\n" || $0 == "🙂" })
      }
      // Case tells parts apart, but the first word itself is the same.
      let lowered = TextTerms.terms(of: text.lowercased())
      #expect(TextTerms.terms(of: text).first == lowered.first)
    }
  }
}
