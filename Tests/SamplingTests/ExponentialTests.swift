import Foundation
import Testing

@testable import Sampling

@Suite struct ExponentialTests {
  @Test("exp agrees with the C library to 1e-15, relatively")
  func exponential() {
    for step in 0...70_000 {
      let x = -Double(step) / 100
      let expected = Foundation.exp(x)
      #expect(abs(Exponential.exp(x) - expected) <= 1e-15 * expected)
    }
    #expect(Exponential.exp(0) == 1)
    #expect(Exponential.exp(-1000) == 0)
    #expect(Exponential.exp(-.infinity) == 0)
    #expect(Exponential.exp(.nan) == 0)
  }

  @Test("log agrees with the C library to 1e-15")
  func logarithm() {
    for step in 1...10_000 {
      let x = Double(step) / 10
      #expect(abs(Exponential.log(x) - Foundation.log(x)) <= 1e-15 * max(1, Foundation.log(x)))
    }
    #expect(Exponential.log(1) == 0)
  }
}
