import TestSupport
import Testing

@testable import Curation

@Suite struct InstructionWriterTests {
  private let facts = WorkflowFacts(SmallCorpus.lora)

  private func writer(names: [String] = [], descriptions: [String] = []) -> InstructionWriter {
    InstructionWriter(
      facts: facts, names: names, descriptions: descriptions, subject: "a red barn at dusk")
  }

  private func texts(
    _ style: InstructionWriter.Style, _ writer: InstructionWriter, count: UInt64 = 60
  ) -> [String] {
    (0..<count).map { seed in
      var random = TestGenerator(state: seed)
      return writer.instruction(style, using: &random)
    }
  }

  @Test(arguments: InstructionWriter.Style.allCases)
  func `A seed gives one wish, seeds give many`(style: InstructionWriter.Style) {
    let first = texts(style, writer(names: ["Ink LoRA"]))
    #expect(texts(style, writer(names: ["Ink LoRA"])) == first)
    #expect(Set(first).count >= (style == .terse ? 4 : 20), "\(Set(first).count) of 60")
    #expect(first.allSatisfy { !$0.isEmpty && !$0.contains("\n") })
  }

  @Test func `A terse wish is key words or a name`() {
    let allowed: Set = [
      "Ink LoRA", "text to image SDXL LoRA", "text to image, SDXL, LoRA",
      "SDXL text to image LoRA", "SDXL, text to image, LoRA",
    ]
    #expect(Set(texts(.terse, writer(names: ["Ink LoRA"]))) == allowed)
  }

  @Test func `A plain wish is one sentence about task and family`() {
    for text in texts(.plain, writer()) {
      #expect(text.contains(" a text to image workflow "))
      #expect(text.contains("SDXL"))
    }
    #expect(texts(.plain, writer()).contains { $0.hasSuffix("a red barn at dusk") })
    #expect(texts(.plain, writer()).contains { $0.contains("LoRA") })
  }

  @Test func `A detailed wish names values`() {
    let found = texts(.detailed, writer())
    #expect(found.contains { $0.contains("1024x768") })
    #expect(found.contains { $0.contains("size 1024 x 768") })
    #expect(found.contains { $0.contains(". 25 steps") })
    #expect(found.contains { $0.contains("cfg 7") })
    #expect(found.contains { $0.contains("about 8 nodes") })
  }

  @Test func `Human words are used as they are, first ones most`() {
    let human = "Draws ink pictures with a LoRA."
    let found = texts(.plain, writer(descriptions: [human, "Another text about ink drawings"]))
    #expect(found.contains(human))
    #expect(!found.contains("Another text about ink drawings"))
    #expect(texts(.detailed, writer(descriptions: [human])).contains { $0.hasPrefix(human) })
  }

  @Test func `Short texts are not taken for names or descriptions`() {
    #expect(!texts(.terse, writer(names: ["abc"])).contains("abc"))
    #expect(!texts(.plain, writer(descriptions: ["Too short"])).contains("Too short"))
  }

  @Test func `Texts become one line without markup, cut at a word`() {
    #expect(InstructionWriter.clean("  # A *bold*\n\n [text] `x`") == "A bold text x")
    let long = InstructionWriter.clean(String(repeating: "word ", count: 100))
    #expect(long.count <= InstructionWriter.descriptionLimit)
    #expect(long.hasSuffix("word"))
    #expect(InstructionWriter.clean(String(repeating: "x", count: 999)).count == 240)
    #expect(InstructionWriter.clean("") == "")
  }

  @Test func `The article follows the task`() {
    var image = facts
    image.task = "image to video"
    let writer = InstructionWriter(facts: image, names: [], descriptions: [], subject: nil)
    #expect(texts(.plain, writer).allSatisfy { $0.contains(" an image to video workflow") })
  }
}
