import Foundation
import Testing

@testable import KnowledgeBase

@Suite("BM25")
struct BM25IndexTests {
  private func index(_ texts: [String]) -> BM25Index { BM25Index(texts.map(TextTerms.bag)) }

  @Test("Scores follow the formula")
  func formula() {
    let index = index(["cat cat dog", "dog", "bird bird bird bird"])
    let hits = index.search(["cat", "dog"], limit: 9)
    // idf(cat) = ln(1 + 2.5 / 1.5), idf(dog) = ln(1 + 1.5 / 2.5); mean length 8 / 3.
    let norm = { (length: Double) in 1.2 * (0.25 + 0.75 * length / (8.0 / 3)) }
    let first =
      log(1 + 2.5 / 1.5) * 2 * 2.2 / (2 + norm(3)) + log(1 + 1.5 / 2.5) * 2.2 / (1 + norm(3))
    let second = log(1 + 1.5 / 2.5) * 2.2 / (1 + norm(1))
    #expect(hits.map(\.document) == [0, 1])
    #expect(abs(hits[0].score - first) < 1e-12 && abs(hits[1].score - second) < 1e-12)
  }

  @Test("The logarithm is exact to the last digits")
  func logarithm() {
    for x in [0.5, 1, 1.0001, 1.5, 1.99999, 2, 3, 10, 4000, 1e9] {
      #expect(abs(BM25Index.logarithm(x) - log(x)) <= 4e-16 * max(1, abs(log(x))))
    }
  }

  @Test("Order is total: score, then position; limits and wishes are kept")
  func order() {
    let index = index(["a b", "a b", "a c", "d"])
    #expect(index.search(["a"], limit: 9).map(\.document) == [0, 1, 2])
    #expect(index.search(["a", "a", "zzz"], limit: 2).map(\.document) == [0, 1])
    #expect(index.search(["a"], limit: 9) { $0 != 1 }.map(\.document) == [0, 2])
    #expect(index.search(["zzz"], limit: 9).isEmpty && index.search([], limit: 9).isEmpty)
    #expect(index.search(["a"], limit: -1).isEmpty)
    #expect(index.inverseDocumentFrequency(of: "d") > index.inverseDocumentFrequency(of: "a"))
    #expect(index.inverseDocumentFrequency(of: "zzz") == 0)
  }

  @Test("An empty index and empty documents are fine")
  func empty() {
    #expect(BM25Index([]).search(["a"], limit: 3).isEmpty)
    #expect(index(["", "a"]).search(["a"], limit: 3).map(\.document) == [1])
  }
}
