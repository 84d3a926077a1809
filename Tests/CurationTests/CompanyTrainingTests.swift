import KnowledgeBase
import TestSupport
import Testing

@testable import Curation

@Suite struct CompanyTrainingTests {
  /// Twenty workflows of two kinds that share no class type, and a pool of strangers.
  private let entries = (0..<20).map { number in
    let kind = number % 2 == 0 ? "Picture" : "Sound"
    return WorkflowEntry(
      id: "\(number)", family: "f\(number)",
      classTypes: Dictionary(uniqueKeysWithValues: (0..<5).map { ("\(kind)\($0)", 1) }), text: "")
  }
  private let strangers = (0..<50).map { "Stranger\($0)" }

  @Test func `A scorer tells the class types of one workflow from strangers and from other kinds`()
    throws
  {
    let pool = strangers + (0..<5).flatMap { ["Picture\($0)", "Sound\($0)"] }
    var random = TestGenerator(state: 1)
    let scorer = try #require(CompanyTraining(entries, pool: pool).scorer(using: &random))
    let company = NodeCompany(entries)
    let candidates = ["Picture0", "Picture1", "Picture2", "Sound4", "Stranger7"]
    let odds = scorer.odds(company.features(of: candidates))
    #expect(odds[..<3].allSatisfy { $0 > 0 })
    #expect(odds[3] < odds[0])
    #expect(odds[4] < 0)
  }

  @Test func `Equal draws learn equal weights, and nothing is learned of nothing`() {
    let training = CompanyTraining(entries, pool: strangers)
    var first = TestGenerator(state: 3)
    var second = TestGenerator(state: 3)
    #expect(training.scorer(using: &first) == training.scorer(using: &second))
    #expect(CompanyTraining([], pool: strangers).scorer(using: &first) == nil)
  }
}
