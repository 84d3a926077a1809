import JSON
import Testing

@testable import KnowledgeBase

@Suite struct CompanyScorerTests {
  private let scorer = CompanyScorer(weights: [.commonness: 2, .isUnknown: -1], bias: 0.5)

  @Test func `The odds are the bias and the weighed features`() {
    var row = [Double](repeating: 0, count: CompanyFeature.allCases.count)
    row[0] = 3
    row[row.count - 1] = 1
    #expect(scorer.odds([row, row.map { _ in 0 }]) == [0.5 + 6 - 1, 0.5])
  }

  @Test func `What is written is read again`() throws {
    #expect(CompanyScorer(json: scorer.json) == scorer)
    #expect(scorer.json.text() == #"{"bias":0.5,"commonness":2.0,"isUnknown":-1.0}"#)
  }

  @Test(arguments: [#"{"commonness":1}"#, #"{"bias":1,"luck":2}"#, #"{"bias":1,"closest":"x"}"#])
  func `What is not understood is refused`(text: String) throws {
    #expect(CompanyScorer(json: try JSONValue.parse(Array(text.utf8))) == nil)
    let file = #"{"company":\#(text)}"#
    #expect {
      try RetrievalKnowledge(json: try JSONValue.parse(Array(file.utf8)))
    } throws: {
      "\($0)".contains("'company' has an unknown feature or no bias; run 'nightloom curate'")
    }
  }
}
