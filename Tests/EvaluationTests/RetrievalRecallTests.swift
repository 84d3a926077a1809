import Evaluation
import KnowledgeBase
import TestSupport
import Testing
import WorkflowGraph

@Suite struct RetrievalRecallTests {
  private static let workflows = WorkflowKnowledgeBase([
    WorkflowEntry(
      id: "a", family: "f1", classTypes: ["Loader": 1, "Sampler": 1], text: "paint a barn"),
    WorkflowEntry(
      id: "b", family: "f2", classTypes: ["Decode": 1, "Unknown": 1], text: "a barn at night"),
  ])
  private static let cases = [
    RetrievalCase(id: "1", prompt: "paint a barn", family: "", gold: ["Loader", "Save"]),
    RetrievalCase(id: "2", prompt: "night", family: "f2", gold: ["Decode"]),
  ]

  private static var recall: RetrievalRecall {
    var generator = TestGenerator(state: 1)
    var seconds = 0.0
    return RetrievalRecall(
      NodeRetriever(catalog: SmallSet.catalog, workflows: workflows), cases: cases,
      bootstrap: Bootstrap(sampleCount: 2, draws: 100, using: &generator),
      clock: {
        seconds += 0.003
        return seconds
      })
  }

  @Test func `Recall is the share of gold types offered, own families left out`() {
    let row = Self.recall.row(Self.recall.ladder[0])
    #expect(row.recall?.mean == 0.25 && row.recall?.count == 2)
    #expect(row.candidates == 1)
    #expect(
      row.text == "| BM25, 1 nearest workflow | 0.25 [0.0, 0.5] | 1.0 | 1.5 |")
  }

  @Test func `The ladder climbs from plain retrieval to what is in use`() {
    #expect(
      Self.recall.ladder.map(\.name) == [
        "BM25, 1 nearest workflow", "BM25, 3 nearest workflows", "BM25, 5 nearest workflows",
        "BM25, 8 nearest workflows", "BM25, as many as fit", "nearest workflows",
        "in use: no paid or deprecated nodes",
      ])
  }

  @Test func `Only what is exactly known is offered in use`() {
    #expect(Self.recall.row(Self.recall.inUse).candidates == 5)
    #expect(Self.recall.row(Self.recall.ladder[5]).candidates == 6)
  }
}
