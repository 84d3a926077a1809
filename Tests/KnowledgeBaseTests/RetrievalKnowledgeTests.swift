import JSON
import KnowledgeBase
import Testing

@Suite("nodes.json")
struct RetrievalKnowledgeTests {
  @Test("What is written is read again; the last scorer is in use")
  func json() throws {
    let plain = NodeScorer(name: "plain", first: [.similar: 1])
    let knowledge = RetrievalKnowledge(
      scorers: [plain, NodeScorer(name: "best", first: [.similar: 1, .nodeText: 2])],
      translation: TermTranslation(["imagen": "image"]))
    let read = try RetrievalKnowledge(json: try JSONValue.parse(knowledge.json.bytes()))
    #expect(read == knowledge)
    #expect(read.scorer.name == "best")
  }

  @Test("Without scorers the nearest workflows decide")
  func empty() throws {
    #expect(try RetrievalKnowledge(json: .object(JSONObject())).scorer == .nearest)
    #expect(RetrievalKnowledge(scorers: []).scorer == .nearest)
  }

  @Test("A scorer that cannot be read is an error with its place")
  func broken() throws {
    let json = try JSONValue.parse(
      Array(#"{"scorers":[{"name":"a","first":{"smell":1},"second":{}}]}"#.utf8))
    let error = #expect(throws: KnowledgeBaseError.self) { try RetrievalKnowledge(json: json) }
    #expect(
      error?.description
        == "cannot read nodes.json: scorer 1 has an unknown feature or no name; run 'nightloom curate'"
    )
  }
}
