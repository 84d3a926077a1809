import Testing

@testable import KnowledgeBase

@Suite struct GlossaryTests {
  @Test func `Every word has its English`() {
    #expect(Glossary.german["hochskalieren"] == "upscale")
    #expect(Glossary.german["bleistift"] == "pencil")
    #expect(Glossary.japanese["アウトペインティング"] == "outpainting")
    #expect(Glossary.german.count > 350 && Glossary.japanese.count > 170)
    #expect(Glossary.german.keys.allSatisfy { $0 == $0.lowercased() })
    let english = Array(Glossary.german.values) + Array(Glossary.japanese.values)
    #expect(
      english.allSatisfy { word in
        !word.isEmpty
          && word.utf8.allSatisfy { $0 == 0x20 || $0 == 0x33 || (0x61...0x7A).contains($0) }
      })
  }

  @Test func `No German word is a common English one`() {
    for word in ["film", "kind", "tier", "rand", "auto", "male", "lied", "ton", "die", "rot"] {
      #expect(Glossary.german[word] == nil)
    }
  }
}
