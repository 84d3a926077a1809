import Evaluation
import JSON
import TestSupport
import Testing

@Suite struct EvaluationTableTests {
  private var report: EvaluationReport {
    var generator = TestGenerator(state: 1)
    let run = EvaluationRun(
      EvaluationSet(SmallSet.samples(2), catalog: SmallSet.catalog), scorer: SmallSet.scorer,
      bootstrap: Bootstrap(sampleCount: 2, draws: 100, using: &generator), clock: { 0 })
    let row = run.row(named: "masked") { sample in
      let code = sample.id == "0" ? "gold" : "broken"
      return SampleAnswers(first: GivenAnswer(.text(SmallSet.response(code)), tokens: 12))
    }
    return EvaluationReport(
      settings: ["set": "small.jsonl", "queries per workflow": 1].object ?? JSONObject(),
      systems: [row],
      baselines: run.baselineRows(Baselines(training: [], catalog: SmallSet.catalog), []),
      notes: ["One query for each workflow."])
  }

  @Test func `The table names its settings, rows and notes`() {
    let lines = EvaluationTable(report).text.split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
    #expect(lines[0] == "set                   small.jsonl")
    #expect(lines[1] == "queries per workflow  1")
    #expect(
      lines[3]
        == "main figures          FV  FV-cand  node P      R     F1  graph P      R     F1  type P"
        + "      R     F1")
    #expect(
      lines[4]
        == "masked             0.500    0.500   0.500  0.500  0.500    0.500  0.500  0.500   0.500"
        + "  0.500  0.500")
    #expect(
      lines.contains(
        "masked             0.500 [0.000, 1.000]  0.500 [0.000, 1.000]"
          + "  0.500 [0.000, 1.000]  0.500 [0.000, 1.000]  0.500 [0.000, 1.000]"))
    #expect(lines.contains("- One query for each workflow."))
    #expect(lines.last == "")
  }

  @Test func `The file holds every figure with its interval`() {
    let json = report.json
    #expect(json["settings"]?["queries per workflow"] == 1)
    let figure = json["systems"]?[0]?["figures"]?["graph.f1"]
    #expect(figure == ["mean": 0.5, "low": 0.0, "high": 1.0, "count": 2])
    #expect(json["baselines"]?[0]?["name"] == "gold, abbreviated")
  }
}
