import Testing

@testable import KnowledgeBase

@Suite("Odds of class types")
struct NodeOddsTests {
  private let odds = NodeOdds(scores: [1, 3, 2, 3], isUsable: [true, true, true, false])

  @Test("The likeliest usable rows come first, of equal ones the earlier")
  func likeliest() {
    #expect(odds.likeliest(2) == [1, 2])
    #expect(odds.likeliest(9) == [1, 2, 0])
    #expect(odds.likeliest(-1).isEmpty)
    let equal = NodeOdds(scores: [5, 5, 5], isUsable: [true, true, true])
    #expect(equal.likeliest(2) == [0, 1])
  }

  @Test("Probabilities sum to what is expected, keep the order, and skip what cannot occur")
  func probabilities() {
    for total in [0.5, 1, 1.7] {
      let p = odds.probabilities(expecting: total) { $0 != 1 }
      #expect(abs(p.reduce(0, +) - total) < 1e-4)
      #expect(p[1] == 0)
      #expect(p[3] > p[2] && p[2] > p[0])
    }
  }
}
