import Testing
import WorkflowGraph

@testable import KnowledgeBase

@Suite("Nodes are found by words")
struct NodeRetrieverTests {
  @Test("Parts of class names and input names count")
  func classTypes() {
    let retriever = SmallKnowledge.retriever
    #expect(retriever.classTypes(for: "load a video", limit: 1) == ["LoadVideo"])
    #expect(retriever.classTypes(for: "conditioning", limit: 9) == ["Encode", "Sampler"])
    #expect(
      retriever.classTypes(for: "conditioning", limit: 9, usable: { $0 != "Encode" }) == ["Sampler"]
    )
    #expect(retriever.classTypes(for: "zzz", limit: 9).isEmpty)
  }

  @Test("The likeliest nodes are those of the nearest workflows, unknown ones left out")
  func likeliest() {
    let entry = WorkflowEntry(id: "z", family: "", classTypes: ["Gone": 1], text: "upscale")
    let retriever = NodeRetriever(
      catalog: SmallKnowledge.catalog,
      workflows: WorkflowKnowledgeBase([entry] + SmallKnowledge.entries))
    #expect(
      Set(retriever.likeliest(for: "upscale", limit: 3)) == ["LoadImage", "Save", "Upscale"])
    let other = retriever.likeliest(for: "upscale", limit: 1, excluding: ["f2"])
    #expect(other == ["Loader"])
    #expect(retriever.likeliest(for: "upscale", limit: 99).count == SmallKnowledge.catalog.count)
  }

  @Test("A wish in another language is understood as far as it is translated")
  func translation() {
    let retriever = NodeRetriever(
      catalog: SmallKnowledge.catalog, workflows: SmallKnowledge.workflows,
      knowledge: RetrievalKnowledge(translation: TermTranslation(["ampliar": "upscale"])))
    #expect(
      Set(retriever.likeliest(for: "ampliar", limit: 3)) == ["LoadImage", "Save", "Upscale"])
  }

  @Test(
    "Candidates lean by their company once that was learned, and by the wish where it found them")
  func leanings() {
    let candidates = ["Loader", "Sampler", "Save", "Nowhere"]
    #expect(SmallKnowledge.retriever.leanings(of: candidates).isEmpty)
    let learned = NodeRetriever(
      catalog: SmallKnowledge.catalog, workflows: SmallKnowledge.workflows,
      knowledge: RetrievalKnowledge(
        company: CompanyScorer(weights: [.isUnknown: -3], bias: 1)))
    let given = learned.leanings(of: candidates)
    #expect(given.map(\.odds) == [1, 1, 1, -2])
    #expect(given.allSatisfy { $0.counts?.usual.count == NodeCounts.largest })
    #expect(given.allSatisfy { $0.leads.count == candidates.count })
    let scores = SmallKnowledge.catalog.definitions.map { $0.classType == "Save" ? 2.0 : 0 }
    let odds = NodeOdds(scores: scores, isUsable: scores.map { _ in true })
    let found = learned.leanings(of: candidates, odds, expecting: 3)
    #expect(found[2].odds > found[0].odds && found[0].odds == found[1].odds)
    // Not in the catalog: as unlikely as is told apart.
    #expect(abs(found[3].odds - BM25Index.logarithm(0.001 / 0.999)) < 1e-12)
  }
}
