import Evaluation
import JSON
import Testing

@Suite struct EvaluationReportTests {
  @Test func `The file holds every figure with its interval`() {
    let json = SmallSet.report.json
    #expect(json["settings"]?["queries per workflow"] == 1)
    let figure = json["systems"]?[0]?["figures"]?["graph.f1"]
    let expected: JSONValue = ["mean": 0.5, "low": 0.0, "high": 1.0, "count": 2]
    #expect(figure == expected)
    #expect(json["baselines"]?[0]?["name"] == "gold, abbreviated")
  }
}
