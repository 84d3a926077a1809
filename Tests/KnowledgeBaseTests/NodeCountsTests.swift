import Testing

@testable import KnowledgeBase

@Suite struct NodeCountsTests {
  private let counts = NodeCounts([
    WorkflowEntry(id: "a", family: "f", classTypes: ["Encode": 2, "Save": 1], text: ""),
    WorkflowEntry(id: "b", family: "g", classTypes: ["Encode": 2, "Save": 99], text: ""),
    WorkflowEntry(id: "c", family: "h", classTypes: ["Encode": 5, "Mask": 3, "Save": 1], text: ""),
  ])

  private func probabilities(
    _ classTypes: [String], excluding families: Set<String> = []
  ) -> [[Double]] {
    let records = classTypes.map { counts.record(of: $0, excluding: families) }
    let weights = CountRecord.weights(records)
    return records.map { $0.logProbabilities(weights).map(Logistic.exponential) }
  }

  private func likeliest(_ row: [Double]) -> Int {
    (row.indices.max { row[$0] < row[$1] } ?? 0) + 1
  }

  @Test func `Counts are probabilities`() {
    for row in probabilities(["Encode", "Save", "Nowhere"]) {
      #expect(abs(row.reduce(0, +) - 1) < 1e-12)
      #expect(row.count == NodeCounts.largest)
    }
    #expect(CountRecord.weights([]).isEmpty)
  }

  @Test func `A class type is expected as often as the likest workflows have it`() {
    #expect(likeliest(probabilities(["Encode", "Save"])[0]) == 2)
    #expect(likeliest(probabilities(["Encode", "Mask", "Save"])[0]) == 5)
    #expect(likeliest(probabilities(["Encode", "Save"], excluding: ["f", "g"])[0]) == 5)
  }

  @Test func `What no workflow has is expected as often as anything`() {
    let rows = probabilities(["Nowhere", "Encode"], excluding: ["f", "g", "h"])
    #expect(rows[0] == rows[1])
    #expect(likeliest(rows[0]) == 1)
  }

  @Test func `Likeness is the weighted Jaccard index to the fourth power`() {
    // Encode and Save are in all of three workflows, Mask in one.
    let common = BM25Index.logarithm(2)
    let likeness: Double = 2 * common / (2 * common + BM25Index.logarithm(4))
    let square: Double = likeness * likeness
    let power: Double = square * square
    let row = probabilities(["Encode", "Save"])[0]
    let five = power + CountRecord.prior * usual(5)
    let two = 2 + CountRecord.prior * usual(2)
    #expect(abs(row[4] / row[1] - five / two) < 1e-9)
  }

  /// The share of a count over all class types: half a workflow more for each.
  private func usual(_ count: Int) -> Double {
    let seen: [Int: Double] = [1: 2, 2: 2, 3: 1, 5: 1, 24: 1]
    let all: Double = 7 + Double(NodeCounts.largest) / 2
    return (seen[count, default: 0] + 0.5) / all
  }

  @Test func `More than the largest counts as the largest`() {
    #expect(likeliest(probabilities(["Save"], excluding: ["f", "h"])[0]) == NodeCounts.largest)
  }
}
