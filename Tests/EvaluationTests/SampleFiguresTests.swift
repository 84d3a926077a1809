import Evaluation
import JSON
import TestSupport
import Testing

@Suite struct SampleFiguresTests {
  private func figures(_ values: [Double], ids: [String] = ["a", "b", "c"]) throws -> SampleFigures
  {
    try #require(
      SampleFigures([
        "ids": .array(ids.map { .string($0) }), "node.f1": .array(values.map { .double($0) }),
      ]))
  }

  private var bootstrap: Bootstrap {
    var random = TestGenerator(state: 3)
    return Bootstrap(sampleCount: 3, draws: 1_000, using: &random)
  }

  @Test func `A difference is taken sample by sample`() throws {
    let before = try figures([0.1, 0.5, 0.9])
    let after = try figures([0.2, 0.6, 1.0])
    let gain = try #require(after.difference("node.f1", over: before, "node.f1", bootstrap))
    #expect(abs(gain.mean - 0.1) < 1e-12 && abs(gain.low - 0.1) < 1e-12 && gain.count == 3)
  }

  @Test func `Other samples, or figures that are not there, cannot be compared`() throws {
    let one = try figures([0.1, 0.5, 0.9])
    let other = try figures([0.1, 0.5, 0.9], ids: ["a", "c", "b"])
    #expect(one.difference("node.f1", over: other, "node.f1", bootstrap) == nil)
    #expect(one.difference("node.f1", over: one, "graph.f1", bootstrap) == nil)
    #expect(SampleFigures(["ids": ["a", "b"], "node.f1": [0.5]]) == nil)
  }

  @Test func `What is written is read again`() throws {
    let one = try figures([0.1, 0.5, 0.9])
    #expect(SampleFigures(one.json) == one)
    #expect(one.keys == ["node.f1"])
  }
}
