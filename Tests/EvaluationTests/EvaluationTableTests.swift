import Evaluation
import Testing

@Suite struct EvaluationTableTests {
  @Test func `The table names its settings, rows and notes`() {
    let text = EvaluationTable(SmallSet.report).text
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines[0] == "set                   small.jsonl")
    #expect(lines[1] == "queries per workflow  1")
    #expect(lines[3] == Self.mainLines[0])
    #expect(lines[4] == Self.mainLines[1])
    #expect(lines.contains(Self.intervalLine))
    #expect(text.hasSuffix("\n- One query for each workflow.\n"))
  }

  private static let mainLines = [
    """
    main figures          FV  FV-cand  node P      R     F1  graph P      R     F1  type P      R\
         F1
    """,
    """
    masked             0.500    0.500   0.500  0.500  0.500    0.500  0.500  0.500   0.500  0.500\
      0.500
    """,
  ]

  private static let intervalLine = """
    masked             0.500 [0.000, 1.000]  0.500 [0.000, 1.000]  0.500 [0.000, 1.000]\
      0.500 [0.000, 1.000]  0.500 [0.000, 1.000]
    """
}
