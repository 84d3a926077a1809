import Foundation
import Testing

@testable import KnowledgeBase

@Suite("Probabilities without the C library")
struct LogisticTests {
  @Test("The exponential agrees with the C library's to 14 digits")
  func exponential() {
    for step in -1400...1400 {
      let x = Double(step) / 2.03
      #expect(abs(Logistic.exponential(x) / exp(x) - 1) < 1e-13, "\(x)")
    }
    #expect(Logistic.exponential(-1000) == 0 && Logistic.exponential(1000) == .infinity)
  }

  @Test("Log odds 0 are even, opposite odds complete each other")
  func probability() {
    #expect(Logistic.probability(0) == 0.5)
    for x in [0.1, 1, 3, 20] {
      #expect(abs(Logistic.probability(x) + Logistic.probability(-x) - 1) < 1e-15)
    }
  }

  @Test("The shift gives the total asked for")
  func shift() {
    let odds = (0..<500).map { Double($0 % 37) - 30 }
    for total in [0.5, 14, 200] {
      let shift = Logistic.shift(odds, total: total)
      let sum = odds.reduce(0) { $0 + Logistic.probability($1 + shift) }
      #expect(abs(sum - total) < 0.001, "\(total)")
    }
  }
}
