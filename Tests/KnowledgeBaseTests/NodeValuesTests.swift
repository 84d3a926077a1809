import JSON
import Testing

@testable import KnowledgeBase

@Suite struct NodeValuesTests {
  private static let entries = [
    WorkflowEntry(
      id: "a", family: "f", classTypes: ["Latent": 1, "Save": 1, "Old": 1], text: ""),
    WorkflowEntry(
      id: "b", family: "g", classTypes: ["Latent": 2, "Save": 1, "New": 1], text: "",
      values: [
        GivenValue(classType: "Latent", input: "width", value: .null),
        GivenValue(classType: "Latent", input: "width", value: 1024),
      ]),
    WorkflowEntry(
      id: "c", family: "h", classTypes: ["Latent": 1, "Save": 1, "New": 1], text: "",
      values: [GivenValue(classType: "Latent", input: "width", value: 768)]),
  ]

  private func known(
    _ input: String, of classType: String = "Latent", beside others: [String],
    excluding families: Set<String> = []
  ) -> ValueRecord.Odds? {
    let counts = NodeCounts(Self.entries)
    let records = ([classType] + others).map { counts.record(of: $0, excluding: families) }
    return NodeValues(Self.entries).record(of: classType, excluding: families)
      .odds(at: input, of: records[0], CountRecord.weights(records))
  }

  @Test func `A value is as likely as the likest workflows have it, the start value too`() throws {
    let old = try #require(known("width", beside: ["Save", "Old"]))
    #expect(old.given.map(\.value) == [.null, 1024, 768])
    #expect(old.given.allSatisfy { $0.log < old.start && $0.log > old.other })
    let new = try #require(known("width", beside: ["Save", "New"]))
    #expect(new.given[2].log > new.start)
    #expect(new.given[2].log > new.given[1].log, "one of two nodes has the other")
    #expect(abs(new.given[0].log - new.given[1].log) < 1e-12)
  }

  @Test func `Shares are those of the equation`() throws {
    let new = try #require(known("width", beside: ["Save", "New"]))
    // Two workflows are the likest, and the prior is spread over the three.
    let prior = CountRecord.prior / 3
    #expect(abs(new.given[2].log - BM25Index.logarithm(1 + prior)) < 1e-12)
    #expect(abs(new.given[1].log - BM25Index.logarithm((1 + prior) / 2)) < 1e-12)
    #expect(abs(new.other - BM25Index.logarithm(prior / 2)) < 1e-12)
  }

  @Test func `Excluded families tell nothing`() throws {
    let odds = try #require(known("width", beside: ["Save", "New"], excluding: ["h"]))
    #expect(odds.given[2].log == odds.other)
  }

  @Test func `An input without values has its start value, a new class type nothing`() throws {
    let height = try #require(known("height", beside: ["Save"]))
    #expect(height.given.isEmpty && height.start > height.other)
    #expect(known("width", of: "Nowhere", beside: ["Save"]) == nil)
  }
}
