import Curation
import KnowledgeBase
import Testing

@Suite struct KnowledgeBaseBuilderTests {
  private var entry: WorkflowEntry {
    KnowledgeBaseBuilder.entries([SmallCorpus.curated(SmallCorpus.lora, id: "w1")])[0]
  }

  @Test func `An entry counts class types`() {
    #expect(entry.id == "w1" && entry.family == "f-w1")
    #expect(entry.classTypes.first { $0.classType == "CLIPTextEncode" }?.count == 2)
    #expect(entry.classTypes.reduce(0) { $0 + $1.count } == 8)
    #expect(entry.classTypes.map(\.classType) == entry.classTypes.map(\.classType).sorted())
  }

  @Test func `Names and facts can be found, texts of the workflow cannot`() {
    let terms = Set(entry.terms.map(\.term))
    #expect(terms.contains("ink"))
    #expect(terms.contains("sdxl"))
    #expect(!terms.contains("barn"))
    let base = WorkflowKnowledgeBase([entry])
    #expect(base.nearest(to: "ink lora", limit: 1).first?.entry.id == "w1")
  }

  @Test func `What is written is read again`() throws {
    let entries = [entry]
    #expect(try WorkflowKnowledgeFormat.read(WorkflowKnowledgeFormat.write(entries)) == entries)
    #expect(KnowledgeBaseBuilder.entries([]).isEmpty)
  }
}
