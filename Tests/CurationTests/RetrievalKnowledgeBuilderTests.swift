import KnowledgeBase
import TestSupport
import Testing

@testable import Curation

@Suite struct RetrievalKnowledgeBuilderTests {
  private func builder(_ ids: [String], texts: [ParallelText]) -> RetrievalKnowledgeBuilder {
    let curated = ids.map { id in
      var one = SmallCorpus.curated(SmallCorpus.lora, id: id)
      one.entry.descriptions = ["An ink drawing of \(id)."]
      return one
    }
    return RetrievalKnowledgeBuilder(
      curated, entries: KnowledgeBaseBuilder.entries(curated, catalog: SmallCorpus.catalog),
      catalog: SmallCorpus.catalog, texts: texts)
  }

  @Test func `All steps are learned, in their order`() {
    var random = TestGenerator(state: 1)
    let knowledge = builder(["w1", "w2", "w3"], texts: []).knowledge(using: &random)
    #expect(knowledge.scorers.map(\.name) == ScorerSteps.standard.map(\.name))
    #expect(knowledge.translation.terms.isEmpty)
    #expect(knowledge.company != nil)
  }

  @Test func `Texts of other workflows than the curated ones are not used`() {
    var random = TestGenerator(state: 1)
    let texts = ["w1", "w2", "test"].flatMap { id in
      [
        ParallelText(id: id, language: "en", text: "drawing"),
        ParallelText(id: id, language: "ja", text: id == "test" ? "秘密" : "線画"),
      ]
    }
    let more = texts + [ParallelText(id: "test2", language: "ja", text: "秘密")]
    let knowledge = builder(["w1", "w2"], texts: more).knowledge(using: &random)
    #expect(knowledge.translation.terms == ["線画": "drawing"])
  }

  @Test func `Held-out recall is told for each step`() {
    let recall = builder(["w1", "w2", "w3"], texts: []).heldOutRecall(folds: 3)
    #expect(recall.map(\.name) == ScorerSteps.standard.map(\.name))
    #expect(recall.allSatisfy { $0.wishes == 3 && $0.recall > 0.9 })
  }
}
