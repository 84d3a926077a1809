import Foundation
import TestSupport
import Testing
import Training

struct PolicyObjectiveTests {
  private let old: [Float] = [-0.5, -1, -2]
  private let reference: [Float] = [-0.7, -0.9, -2.5]

  private func objective(_ unit: PolicyObjective.Unit, price: Double = 0.3) -> PolicyObjective {
    PolicyObjective(clipRange: 0.2, divergencePrice: price, unit: unit)
  }

  @Test func `the defaults are the paper's`() {
    #expect(
      PolicyObjective()
        == PolicyObjective(clipRange: 0.2, divergencePrice: 0.001, unit: .token))
  }

  @Test(arguments: PolicyObjective.Unit.allCases)
  func `the unchanged policy has ratio 1 and, as its own reference, no divergence`(
    unit: PolicyObjective.Unit
  ) {
    let terms = objective(unit).terms(now: old, old: old, reference: old, advantage: 1.5)
    #expect(abs(terms.value - 1.5) < 1e-9)
    #expect(terms.divergence == 0 && terms.clipped == 0)
    let slope: Float = unit == .token ? 0.5 : 1.5
    #expect(terms.slopes.allSatisfy { abs($0 - slope) < 1e-6 })
  }

  @Test func `a ratio counts no more once it is far enough in the wanted direction`() {
    let up = objective(.token, price: 0)
    let now: [Float] = [old[0] + 0.3, old[1] - 0.3, old[2]]
    let good = up.terms(now: now, old: old, reference: old, advantage: 1)
    #expect(good.slopes[0] == 0 && good.slopes[1] > 0 && good.slopes[2] > 0)
    #expect(abs(good.clipped - 1.0 / 3) < 1e-9)
    #expect(abs(good.value - (1.2 + exp(-0.3) + 1) / 3) < 1e-6)
    let bad = up.terms(now: now, old: old, reference: old, advantage: -1)
    #expect(bad.slopes[0] < 0 && bad.slopes[1] == 0 && bad.slopes[2] < 0)
    #expect(abs(bad.value + (exp(0.3) + 0.8 + 1) / 3) < 1e-6)
  }

  @Test func `the divergence is that of the paper`() {
    let terms = objective(.token).terms(now: old, old: old, reference: reference, advantage: 0)
    let each = zip(reference, old).map { exp(Double($0 - $1)) - Double($0 - $1) - 1 }
    #expect(abs(terms.divergence - each.reduce(0, +) / 3) < 1e-6)
    #expect(abs(terms.value + 0.3 * terms.divergence) < 1e-9)
  }

  @Test(arguments: PolicyObjective.Unit.allCases, [-1.2, 0, 0.8])
  func `slopes are the derivatives`(unit: PolicyObjective.Unit, advantage: Double) {
    let objective = objective(unit)
    var random = TestGenerator(state: 4)
    for _ in 0..<20 {
      let now = old.map { $0 + Float.random(in: -0.15...0.15, using: &random) }
      let terms = objective.terms(now: now, old: old, reference: reference, advantage: advantage)
      for place in now.indices {
        var above = now
        var below = now
        above[place] += 1e-2
        below[place] -= 1e-2
        func value(_ l: [Float]) -> PolicyObjective.Terms {
          objective.terms(now: l, old: old, reference: reference, advantage: advantage)
        }
        let (high, low) = (value(above), value(below))
        guard high.clipped == low.clipped else { continue }
        let slope = (high.value - low.value) / Double(above[place] - below[place])
        #expect(abs(Double(terms.slopes[place]) - slope) < 2e-3 * max(1, abs(slope)))
      }
    }
  }

  @Test func `answers of thousands of tokens stay finite`() {
    let now = [Float](repeating: -0.1, count: 4000)
    let far = [Float](repeating: -9, count: 4000)
    for unit in PolicyObjective.Unit.allCases {
      let terms = objective(unit).terms(now: now, old: far, reference: far, advantage: 1)
      #expect(terms.value.isFinite && terms.slopes.allSatisfy(\.isFinite))
    }
    #expect(objective(.token).terms(now: [], old: [], reference: [], advantage: 1).value == 0)
  }
}
