import Evaluation
import JSON
import TestSupport
import Testing

@Suite struct SideBySideTests {
  private func row(_ name: String, _ json: JSONValue) throws -> SideBySide.Row {
    SideBySide.Row(name: name, samples: try #require(SampleFigures(json)))
  }

  @Test func `Rows stand beside the first, in pairs`() throws {
    let rows = [
      try row("with", ["ids": ["a", "b"], "fv": [1, 1], "node.f1": [0.25, 0.75]]),
      try row("without", ["ids": ["a", "b"], "node.f1": [0.125, 0.625], "graph.f1": [0, 0]]),
    ]
    var generator = TestGenerator(state: 1)
    let text = SideBySide(rows, draws: 200, using: &generator)?.text
    #expect(
      text == """
        2 samples               node F1
        with       0.500 [0.250, 0.750]
        without    0.375 [0.125, 0.625]

        gain over with, in pairs                  node F1
        without                   -0.125 [-0.125, -0.125]

        """)
  }

  @Test func `Other samples cannot be compared`() throws {
    let rows = [try row("one", ["ids": ["a"]]), try row("two", ["ids": ["b"]])]
    var generator = TestGenerator(state: 1)
    #expect(SideBySide(rows, using: &generator) == nil)
    #expect(SideBySide([], using: &generator) == nil)
  }
}
