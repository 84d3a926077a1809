import Testing
import WorkflowGraph

@testable import KnowledgeBase

@Suite struct NodeLinksTests {
  private static let entries = [
    entry("a", ["Checkpoint", "Sampler", "Decode"], (2, "samples", 1, 0), (2, "vae", 0, 2)),
    entry("b", ["VAE", "Sampler", "Decode"], (2, "samples", 1, 0), (2, "vae", 0, 0)),
    entry("c", ["Decode"]),
  ]

  private static func entry(
    _ id: String, _ types: [String], _ links: (part: Int, input: String, source: Int, slot: Int)...
  ) -> WorkflowEntry {
    let parts = types.enumerated().map { place, type in
      WorkflowSkeleton.Part(
        classType: type,
        links: links.filter { $0.part == place }.map {
          WorkflowSkeleton.Incoming(input: $0.input, source: $0.source, slot: $0.slot)
        })
    }
    return WorkflowEntry(
      id: id, family: "f-" + id, classTypes: Dictionary(types.map { ($0, 1) }) { $0 + $1 },
      text: "", skeleton: WorkflowSkeleton(parts: parts))
  }

  private func known(
    _ input: String, beside others: [String], excluding families: Set<String> = []
  ) -> LinkRecord.Odds? {
    let counts = NodeCounts(Self.entries)
    let records = (["Decode"] + others).map { counts.record(of: $0, excluding: families) }
    return NodeLinks(Self.entries).record(of: "Decode", excluding: families)
      .odds(CountRecord.weights(records))[input]
  }

  private func result(_ classType: String, _ slot: Int) -> LinkRecord.Result {
    LinkRecord.Result(classType: classType, slot: slot)
  }

  @Test func `A result is as likely as the likest workflows take it`() throws {
    let one = try #require(known("vae", beside: ["Sampler", "Checkpoint"]))
    #expect(one.log(of: result("Checkpoint", 2)) > one.log(of: result("VAE", 0)))
    #expect(one.log(of: result("VAE", 0)) > one.log(of: result("VAE", 1)))
    let other = try #require(known("vae", beside: ["Sampler", "VAE"]))
    #expect(other.log(of: result("Checkpoint", 2)) < other.log(of: result("VAE", 0)))
  }

  @Test func `Shares are those of the equation`() throws {
    let known = try #require(self.known("samples", beside: ["Sampler", "VAE", "Checkpoint"]))
    // Both workflows that link the input are the likest, the prior is spread over them.
    let prior = CountRecord.prior / 2
    let expected = BM25Index.logarithm(2 * (1 + prior))
    #expect(abs(known.log(of: result("Sampler", 0)) - expected) < 1e-12)
    #expect(abs(known.log(of: result("Decode", 0)) - BM25Index.logarithm(prior / 2)) < 1e-12)
  }

  @Test func `Excluded families tell nothing`() throws {
    let known = try #require(self.known("vae", beside: ["Sampler"], excluding: ["f-a"]))
    #expect(known.log(of: result("Checkpoint", 2)) == known.log(of: result("Sampler", 0)))
    #expect(self.known("vae", beside: ["Sampler"], excluding: ["f-a", "f-b"]) == nil)
  }

  @Test func `An input that no workflow links is not known`() {
    #expect(known("samples", beside: [])?.log(of: result("Sampler", 0)) != nil)
    #expect(known("mask", beside: []) == nil)
    #expect(NodeLinks(Self.entries).record(of: "Nowhere") == LinkRecord())
  }
}
