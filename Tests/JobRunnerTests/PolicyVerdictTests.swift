import JSON
import JobRunner
import Testing

@Suite("PolicyVerdict")
struct PolicyVerdictTests {
  private let rank: JSONValue = [
    "policy": ["mode": "flag", "safe_nodes": ["EvalFloats"]],
    "answers": [
      ["failed_rule": nil, "policy": []],
      ["failed_rule": "policy", "policy": [["rule": "nul"]]],
      [
        "failed_rule": nil, "policy": [["rule": "runs-code", "node": "9"], ["rule": "made-name"]],
      ],
    ],
  ]

  @Test("findings of published answers are told with their places")
  func findings() {
    let verdict = PolicyVerdict(rank: rank, places: 2)
    #expect(verdict.isFlagged)
    #expect(
      verdict.json == [
        "mode": "flag", "safe_nodes": ["EvalFloats"], "verdict": "flagged",
        "findings": [
          ["answer": 2, "rule": "runs-code", "node": "9"], ["answer": 2, "rule": "made-name"],
        ],
      ])
  }

  @Test("what is not published does not count, and no policy says nothing")
  func clean() {
    let verdict = PolicyVerdict(rank: rank, places: 1)
    #expect(!verdict.isFlagged && verdict.json["verdict"] == "clean")
    #expect(verdict.json["findings"] == [])
    #expect(PolicyVerdict().json == JSONValue.null)
    #expect(PolicyVerdict(rank: .null, places: 3) == PolicyVerdict())
  }
}
