import Curation
import JSON
import KnowledgeBase
import Testing

@Suite struct KnowledgeBaseBuilderTests {
  private var entry: WorkflowEntry {
    KnowledgeBaseBuilder.entries(
      [SmallCorpus.curated(SmallCorpus.lora, id: "w1")], catalog: SmallCorpus.catalog)[0]
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

  @Test func `Numbers and choices are kept, texts, files, seeds and start values are not`() {
    let values = entry.values.map { "\($0.classType).\($0.input) \($0.value.text()) \($0.count)" }
    #expect(
      values == [
        "EmptyLatentImage.height 768 1", "EmptyLatentImage.width 1024 1", "KSampler.cfg 7.0 1",
        "KSampler.sampler_name \"dpmpp_2m\" 1", "KSampler.scheduler \"karras\" 1",
        "KSampler.steps 25 1", "LoraLoader.strength_model 0.8 1",
      ])
  }

  @Test func `What is written is read again`() throws {
    let entries = [entry]
    #expect(try WorkflowKnowledgeFormat.read(WorkflowKnowledgeFormat.write(entries)) == entries)
    #expect(KnowledgeBaseBuilder.entries([], catalog: SmallCorpus.catalog).isEmpty)
  }
}
