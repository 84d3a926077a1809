import Foundation
import KnowledgeBase
import Ranking
import Testing
import WorkflowGraph

@Suite struct FamiliarityTests {
  @Test func `Likeness is the mean of node F1 and graph F1 with the example`() throws {
    let familiarity = Familiarity(example: chain(plain))
    #expect(familiarity.likeness(of: chain(plain)) == 1)
    // Four of five nodes, two of four links.
    let other = try #require(familiarity.likeness(of: chain(upscaled)))
    #expect(abs(other - (8.0 / 9 + 4.0 / 7) / 2) < 1e-12)
    #expect(Familiarity().likeness(of: chain(plain)) == nil)
  }

  /// What is known of a class type that one workflow has, so many times.
  private func record(_ count: Int) -> CountRecord {
    CountRecord(
      rarity: 1, holders: [CountRecord.Holder(workflow: 0, size: 2, count: count)],
      usual: [0.25, 0.25, 0.5])
  }

  @Test func `Numbers of nodes are held against the likeliest`() throws {
    let familiarity = Familiarity(counts: ["Loader": record(1), "Decode": record(2)])
    // Beside the workflow that has it so, half a workflow is usual.
    let best = chain(["Loader", "Decode", "Decode"])
    #expect(familiarity.usualness(of: best) == 1)
    let one = try #require(familiarity.usualness(of: chain(["Loader", "Decode", "SaveImage"])))
    #expect(abs(one - (0.125 / 1.125).squareRoot()) < 1e-12)
    // More than are told apart are as likely as the most that are.
    let many = chain(["Loader"] + [String](repeating: "Decode", count: 9))
    #expect(
      abs(try #require(familiarity.usualness(of: many)) - (0.25 / 1.125).squareRoot()) < 1e-12)
    #expect(familiarity.usualness(of: chain(["SaveImage"])) == nil)
  }
}
