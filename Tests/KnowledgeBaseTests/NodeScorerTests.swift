import JSON
import KnowledgeBase
import Testing

@Suite("Scorers of nodes")
struct NodeScorerTests {
  private let scorer = NodeScorer(
    name: "both looks", first: [.similar: 2.5, .nodeText: -1], second: [.firstLook: 0.125])

  @Test("What is written is read again, in the order of the features")
  func json() throws {
    let text = scorer.json.text()
    #expect(
      text
        == #"{"name":"both looks","first":{"similar":2.5,"nodeText":-1.0},"second":{"firstLook":0.125}}"#
    )
    #expect(NodeScorer(json: try JSONValue.parse(Array(text.utf8))) == scorer)
  }

  @Test("A feature nobody knows is no scorer")
  func unknown() throws {
    let text = #"{"name":"a","first":{"smell":1},"second":{}}"#
    #expect(NodeScorer(json: try JSONValue.parse(Array(text.utf8))) == nil)
    #expect(NodeScorer(json: .null) == nil)
  }
}
