import Evaluation
import TestSupport
import Testing
import WorkflowGraph

@Suite struct FiguresTests {
  /// Three samples, the last with nine more gold nodes, by rule and not curated.
  private var row: EvaluationRow {
    var samples = SmallSet.samples(3)
    samples[0].isHumanPrompt = true
    samples[1].isHumanPrompt = true
    samples[2].isCurated = false
    samples[2].gold.nodes += (10..<19).map { Node(id: "\($0)", classType: "Seen") }
    var generator = TestGenerator(state: 1)
    let run = EvaluationRun(
      EvaluationSet(samples, catalog: SmallSet.catalog), scorer: SmallSet.scorer,
      bootstrap: Bootstrap(sampleCount: 3, draws: 100, using: &generator), clock: { 0 })
    return run.row(named: "x") { sample in
      let code = sample.id == "1" ? "broken" : "gold"
      return SampleAnswers(first: GivenAnswer(.text(SmallSet.response(code))))
    }
  }

  @Test func `Subsets count their own samples only`() {
    let figures = row.figures
    #expect(figures["size.up to 7.fv"]?.count == 2 && figures["size.up to 7.fv"]?.mean == 0.5)
    #expect(figures["size.8-15.fv"]?.count == 1 && figures["size.8-15.fv"]?.mean == 1)
    #expect(figures["prompt.human.fv"]?.mean == 0.5 && figures["prompt.rule.fv"]?.mean == 1)
    #expect(figures["curated.fv"]?.count == 2 && figures["size.over 30.fv"] == nil)
  }

  @Test func `A larger gold lowers recall alone`() {
    let figures = row.figures
    #expect(figures["size.8-15.node.f1"]?.mean == 10.0 / 19)
    #expect(figures["parsed.node.precision"]?.mean == 2.0 / 3)
  }

  @Test func `Nodes are counted of answers that can be parsed`() {
    #expect(row.figures["nodes"] == Estimate(mean: 5, low: 5, high: 5, count: 2))
  }
}
