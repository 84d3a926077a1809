import Foundation
import TestSupport
import Testing

@testable import Tokenization

private func composed(_ text: String) -> String? {
  Array(text.utf8).withUnsafeBufferPointer { bytes in
    ComposedForm.changed(bytes).map { String(decoding: $0, as: UTF8.self) }
  }
}

@Suite struct ComposedFormTests {
  @Test("Marks join their letters, compatibility ideographs become unified ones")
  func composing() {
    #expect(composed("e\u{301}x")?.unicodeScalars.elementsEqual("é\u{78}".unicodeScalars) == true)
    #expect(composed("か\u{3099}")?.unicodeScalars.first == "が")
    #expect(composed("\u{FA1B}")?.unicodeScalars.first == "福")
  }

  @Test("Text that is in the form already is not touched")
  func untouched() {
    for text in ["", "plain", "äöü", "夜の街、カタカナ。", "🌙✨🇯🇵", "Привет", "한국어"] {
      #expect(composed(text) == nil, "\(text)")
    }
    let broken: [UInt8] = [0x65, 0xCC, 0x81, 0xFF]
    #expect(broken.withUnsafeBufferPointer { ComposedForm.changed($0) } == nil)
  }

  @Test("A character younger than Unicode 9 keeps its place among marks")
  func younger() {
    // U+08D1 has combining class 220 since Unicode 14 and would go behind U+0A3C, class 7.
    let text = "x\u{8D1}\u{A3C}"
    #expect(composed(text).map { Array($0.utf8) } == Array(text.utf8))
  }

  @Test("The quick answer never hides a change: every scalar alone, and before a mark")
  func quickAnswer() {
    for value in UInt32(0x80)..<0x3_0000 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      for text in [String(scalar), String(scalar) + "x"] where composed(text) == nil {
        let whole = text.precomposedStringWithCanonicalMapping
        #expect(whole.utf8.elementsEqual(text.utf8), "\(value)")
      }
    }
  }
}
