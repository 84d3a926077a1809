import KnowledgeBase
import TestSupport
import Testing
import WorkflowGraph

@Suite("Laws of learned retrieval")
struct NodeRetrievalLawTests {
  private static let scorer = NodeScorer(
    name: "all", first: [.similar: 3, .nodeTextShare: 1, .commonness: 0.1],
    second: [.firstLook: 1, .companyLift: 0.5, .unfed: -0.5])
  private static let knowledge = RetrievalKnowledge(scorers: [scorer])
  private static let words = [
    "upscale", "video", "image", "text", "sampler", "splat", "load", "save", "画像",
  ]

  private static func prompt(_ generator: inout TestGenerator) -> String {
    (0...Int(generator.next() % 4)).map { _ in words[Int(generator.next() % 9)] }
      .joined(separator: " ")
  }

  private static func shuffled<Element>(
    _ values: [Element], _ generator: inout TestGenerator
  ) -> [Element] {
    var values = values
    for last in values.indices.dropFirst().reversed() {
      values.swapAt(last, Int(generator.next() % UInt64(last + 1)))
    }
    return values
  }

  @Test("The order of workflows does not matter")
  func permutation() throws {
    let plain = NodeRetriever(
      catalog: SmallKnowledge.catalog, workflows: SmallKnowledge.workflows,
      knowledge: Self.knowledge)
    // One workflow a family: of two equally near ones of a family the earlier counts.
    let entries = SmallKnowledge.entries.filter { $0.id != "w2" }
    let base = NodeRetriever(
      catalog: SmallKnowledge.catalog, workflows: WorkflowKnowledgeBase(entries),
      knowledge: Self.knowledge)
    #expect(plain.likeliest(for: "video", limit: 3) == base.likeliest(for: "video", limit: 3))
    try forAll(count: 40) { (generator: inout TestGenerator) in
      (Self.prompt(&generator), Self.shuffled(entries, &generator))
    } law: { (prompt, entries) in
      let other = NodeRetriever(
        catalog: SmallKnowledge.catalog, workflows: WorkflowKnowledgeBase(entries),
        knowledge: Self.knowledge)
      #expect(other.likeliest(for: prompt, limit: 6) == base.likeliest(for: prompt, limit: 6))
    }
  }

  @Test("A longer list begins with the shorter one, and holds usable types once")
  func prefixes() throws {
    let retriever = NodeRetriever(
      catalog: SmallKnowledge.catalog, workflows: SmallKnowledge.workflows,
      knowledge: Self.knowledge)
    try forAll(count: 40) { (generator: inout TestGenerator) in
      (Self.prompt(&generator), Int(generator.next() % 14))
    } law: { (prompt, limit) in
      let isUsable = { (classType: String) in classType != "Loader" }
      let all = retriever.likeliest(for: prompt, limit: 99, usable: isUsable)
      #expect(
        Array(all.prefix(limit))
          == retriever.likeliest(
            for: prompt, limit: limit, usable: isUsable))
      #expect(Set(all).count == SmallKnowledge.catalog.count - 1 && !all.contains("Loader"))
    }
  }
}
