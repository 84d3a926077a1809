import KnowledgeBase
import Testing

@Suite("Workflows are found by words")
struct WorkflowKnowledgeBaseTests {
  private let workflows = SmallKnowledge.workflows

  @Test("The nearest come first, one of a family")
  func nearest() {
    let hits = workflows.nearest(to: "text to image", limit: 2)
    #expect(hits.map(\.entry.id) == ["w2", "w4"])
    #expect(hits[0].score > hits[1].score && hits[1].score > 0)
    #expect(workflows.nearest(to: "拡大", limit: 1).map(\.entry.id) == ["w3"])
    #expect(workflows.nearest(to: "nothing alike", limit: 3).isEmpty)
  }

  @Test("Class names are terms, and families can be left out")
  func families() {
    #expect(workflows.nearest(to: "LoadVideo", limit: 1).map(\.entry.id) == ["w4"])
    let others = workflows.nearest(to: "text to image", limit: 9, excluding: ["f1"])
    #expect(!others.contains { $0.entry.family == "f1" } && !others.isEmpty)
  }

  @Test("Workflows with class types that cannot be used are passed over")
  func usable() {
    let hits = workflows.nearest(to: "text to image", limit: 9, usable: { $0 != "Encode" })
    #expect(hits.map(\.entry.id).contains("w2") && !hits.map(\.entry.id).contains("w1"))
  }

  @Test("Popularity counts workflows, not nodes")
  func popularity() {
    #expect(workflows.popularity["Save"] == 3 && workflows.popularity["Encode"] == 1)
  }

  @Test("An entry keeps facts, sorted, and no sentence")
  func entry() {
    let entry = WorkflowEntry(
      id: "x", family: "f", classTypes: ["Load": 1, "A": 3], names: "Cat load",
      text: "Two cats. Cats!", notes: "Note, note: a cat")
    #expect(entry.classTypes.map(\.classType) == ["A", "Load"])
    #expect(
      entry.terms.map { "\($0.term)\($0.count)" } == ["a1", "cat7", "load4", "note1", "two2"])
  }
}
