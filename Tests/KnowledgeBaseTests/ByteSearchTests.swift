import Testing

@testable import KnowledgeBase

@Suite struct ByteSearchTests {
  @Test(arguments: ["upscale", "ups", "scale", "psca", "upscaler", "x", "", "Ups", "拡", "拡大"])
  func `A part is found where the text has its bytes`(_ part: String) {
    for text in ["upscale", "an upscale model", "uupscale", "拡大する", "", "up"] {
      let bytes = Array(text.utf8)
      let wanted = Array(part.utf8)
      let expected = bytes.indices.contains { bytes[$0...].starts(with: wanted) } || part.isEmpty
      #expect(text.holdsBytes(of: part) == expected, "\(text), \(part)")
    }
  }
}
