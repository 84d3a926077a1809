import Testing

@testable import KnowledgeBase

@Suite("Evidence for nodes")
struct NodeEvidenceTests {
  @Test("Scores are weighed sums of the columns that are there")
  func scores() {
    var evidence = NodeEvidence(isUsable: [true, true, false])
    evidence[.similar] = [0.5, 0, 1]
    evidence[.nodeText] = [0, 2, 1]
    #expect(evidence.scores([.similar: 2, .nodeText: -1, .unfed: 7]) == [1, -2, 1])
    #expect(evidence[.unfed].isEmpty)
  }

  @Test("Every feature has a column of its own")
  func columns() {
    var evidence = NodeEvidence(isUsable: [true])
    for (place, feature) in NodeFeature.allCases.enumerated() {
      evidence[feature] = [Float(place)]
    }
    #expect(NodeFeature.allCases.map { evidence[$0].first } == (0..<22).map { Float($0) })
  }
}
