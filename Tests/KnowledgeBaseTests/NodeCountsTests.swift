import Testing

@testable import KnowledgeBase

@Suite struct NodeCountsTests {
  private let counts = NodeCounts([
    WorkflowEntry(id: "a", family: "f", classTypes: ["Encode": 2, "Save": 1], text: ""),
    WorkflowEntry(id: "b", family: "g", classTypes: ["Encode": 2, "Save": 99], text: ""),
  ])

  private func likeliest(_ classType: String, excluding families: Set<String> = []) -> Int {
    let logs = counts.logProbabilities(classType, excluding: families)
    return (logs.indices.max { logs[$0] < logs[$1] } ?? 0) + 1
  }

  @Test func `Counts are probabilities`() {
    for name in ["Encode", "Save", "Nowhere"] {
      let sum = counts.logProbabilities(name).reduce(0) { $0 + Logistic.exponential($1) }
      #expect(abs(sum - 1) < 1e-12)
      #expect(counts.logProbabilities(name).count == NodeCounts.largest)
    }
  }

  @Test func `A class type is expected as often as it is known`() {
    #expect(likeliest("Encode") == 2)
    #expect(
      counts.logProbabilities("Encode")[1] > counts.logProbabilities("Encode", excluding: ["f"])[1])
    #expect(
      counts.logProbabilities("Encode", excluding: ["f", "g"])
        == counts.logProbabilities("Nowhere"))
  }

  @Test func `More than the largest counts as the largest`() {
    #expect(likeliest("Save", excluding: ["f"]) == NodeCounts.largest)
  }
}
