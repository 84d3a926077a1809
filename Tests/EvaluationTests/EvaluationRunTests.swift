import Evaluation
import JSON
import TestSupport
import Testing
import WorkflowGraph

@Suite struct EvaluationRunTests {
  private func run(_ samples: [EvaluationSample]) -> EvaluationRun {
    var generator = TestGenerator(state: 1)
    return EvaluationRun(
      EvaluationSet(samples, catalog: SmallSet.catalog), scorer: SmallSet.scorer,
      bootstrap: Bootstrap(sampleCount: samples.count, draws: 200, using: &generator),
      clock: { 0 })
  }

  private func answer(_ code: String, tokens: Int? = 10, isComplete: Bool = true) -> GivenAnswer {
    GivenAnswer(.text(SmallSet.response(code)), tokens: tokens, isComplete: isComplete)
  }

  @Test func `Gold answers give FV 1 and F1 1`() {
    var steps: [Int] = []
    let row = run(SmallSet.samples(3)).row(named: "gold", progress: { steps.append($0) }) { _ in
      SampleAnswers(first: answer("gold"))
    }
    for key in [
      "fv", "fv_candidates", "node.f1", "graph.f1", "type.f1", "parsed.graph.recall",
      "static.clean", "static.clean_exact_tier", "size.up to 7.node.f1", "worfeval.graph.f1",
    ] {
      #expect(row.figures[key] == Estimate(mean: 1, low: 1, high: 1, count: 3), "\(key)")
    }
    #expect(row.figures["size.8-15.fv"] == nil && row.figures["tokens"]?.mean == 10)
    #expect(steps == [1, 2, 3] && row.tokens == 30 && row.distinctClassTypes == 5)
  }

  @Test func `An invalid answer counts 0, and what it got in the parsed row`() {
    let row = run(SmallSet.samples(2)).row(named: "half") { sample in
      // One selected name is not in the catalog.
      let bad = SmallSet.response("gold", selected: ["Dream"])
      return SampleAnswers(
        first: sample.id == "0" ? answer("gold") : GivenAnswer(.text(bad), isComplete: false))
    }
    #expect(row.figures["node.f1"]?.mean == 0.5 && row.figures["parsed.node.f1"]?.mean == 1)
    #expect(row.figures["truncated"]?.mean == 0.5 && row.figures["tokens"]?.count == 1)
    #expect(row.figures["hallucination.name_unknown"]?.mean == 0.5)
  }

  @Test func `The oracle takes the answer most like gold, the sampled row their mean`() {
    let row = run(SmallSet.samples(2)).row(named: "n") { _ in
      SampleAnswers(first: answer("broken"), further: [answer("broken"), answer("gold")])
    }
    #expect(row.figures["fv"]?.mean == 0 && row.figures["oracle.fv"]?.mean == 1)
    #expect(row.figures["oracle.graph.f1"]?.mean == 1)
    #expect(row.figures["best.1.graph.f1"]?.mean == 0)
    #expect(row.figures["best.2.graph.f1"]?.mean == 1)
    #expect(row.figures["sampled.node.f1"]?.mean == 0.5 && row.oracleAnswers == 2)
    #expect(row.figures["sampled.static.gate"]?.mean == 0.5)
  }

  @Test func `What a rule chooses has figures of its own`() {
    let row = run(SmallSet.samples(2)).row(named: "n") { sample in
      SampleAnswers(
        first: answer("broken"), further: [answer("broken"), answer("gold")],
        choices: ["good": 1, "bad": 0, "sometimes": sample.id == "0" ? 1 : 9])
    }
    #expect(row.choiceRules == ["bad", "good"])
    #expect(row.figures["choice.good.graph.f1"] == Estimate(mean: 1, low: 1, high: 1, count: 2))
    #expect(row.figures["choice.good.static.clean"]?.mean == 1)
    #expect(row.figures["choice.bad.node.f1"]?.mean == 0)
    #expect(row.figures["choice.sometimes.fv"] == nil)
    #expect(row.figures["gain.good.over a random answer.graph.f1"]?.mean == 0.5)
    #expect(row.figures["gain.bad.over good.node.f1"]?.mean == -1)
    #expect(row.samples["choice.good.graph.f1"] == [1, 1] && row.samples.ids == ["0", "1"])
  }

  @Test func `Without sampled answers there is no oracle`() {
    let row = run(SmallSet.samples(1)).row(named: "1") { _ in SampleAnswers(first: .none) }
    #expect(row.figures["oracle.fv"] == nil && row.unanswered == 1)
  }

  @Test func `Baselines end with gold itself`() {
    let samples = SmallSet.samples(2)
    let rows = run(samples).baselineRows(
      Baselines(training: [], catalog: SmallSet.catalog), [.allCandidates])
    #expect(rows.map(\.name) == ["all candidates", "gold, abbreviated"])
    #expect(rows[0].figures["graph.f1"]?.mean == 0)
    #expect(rows[0].figures["node.f1"]?.mean == 10.0 / 11)
    #expect(rows[1].figures["graph.f1"]?.mean == 1)
  }
}
