import Foundation
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

  @Test func `Numbers of nodes are held against the likeliest`() throws {
    let counts = ["Loader": [-0.1, -2.1], "Decode": [-1, -0.5, -3]]
    let familiarity = Familiarity(counts: counts)
    let one = try #require(familiarity.usualness(of: chain(["Loader", "Decode", "SaveImage"])))
    #expect(abs(one - exp((0 - 0.5) / 2)) < 1e-12)
    let best = chain(["Loader", "Decode", "Decode"])
    #expect(familiarity.usualness(of: best) == 1)
    // More than were ever counted are as likely as the least likely.
    let many = chain([String](repeating: "Decode", count: 9))
    #expect(abs(try #require(familiarity.usualness(of: many)) - exp(-2.5)) < 1e-12)
    #expect(familiarity.usualness(of: chain(["SaveImage"])) == nil)
  }
}
