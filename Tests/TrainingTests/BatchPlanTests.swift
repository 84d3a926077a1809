import Sampling
import TestSupport
import Testing

@testable import Training

struct BatchPlanTests {
  @Test func `every example occurs once, and batches reach their size`() throws {
    try forAll { generator in
      (0..<Int.random(in: 1...60, using: &generator)).map { _ in
        Int.random(in: 1...700, using: &generator)
      }
    } law: { rows in
      var generator = SeededGenerator(seed: 4)
      let plan = BatchPlan(rows: rows, batchTokens: 2000, generator: &generator)
      #expect(plan.batches.flatMap { $0 }.sorted() == Array(rows.indices))
      let sizes = plan.batches.map { $0.reduce(0) { $0 + rows[$1] } }
      #expect(sizes.dropLast().allSatisfy { $0 >= 2000 && $0 < 2700 })
      #expect(plan.batches.count == 1 || sizes.allSatisfy { $0 >= 1000 })
    }
  }

  @Test func `equal states give equal plans, later states others`() {
    let rows = [Int](repeating: 10, count: 50)
    var generator = SeededGenerator(seed: 4)
    var again = generator
    let first = BatchPlan(rows: rows, batchTokens: 100, generator: &generator)
    #expect(first == BatchPlan(rows: rows, batchTokens: 100, generator: &again))
    #expect(first != BatchPlan(rows: rows, batchTokens: 100, generator: &generator))
  }

  @Test func `lanes share a batch out completely and evenly`() throws {
    try forAll { generator in
      (0..<Int.random(in: 6...16, using: &generator)).map { _ in
        Int.random(in: 300...700, using: &generator)
      }
    } law: { rows in
      let lanes = BatchPlan.lanes(Array(rows.indices), rows: rows, lanes: 2)
      #expect(lanes.flatMap { $0 }.sorted() == Array(rows.indices))
      let loads = lanes.map { $0.reduce(0) { $0 + rows[$1] } }
      #expect(abs(loads[0] - loads[1]) <= 300)
      #expect(lanes == BatchPlan.lanes(Array(rows.indices), rows: rows, lanes: 2))
    }
  }

  @Test func `more lanes than examples leave lanes empty`() {
    #expect(BatchPlan.lanes([0], rows: [5], lanes: 3).map(\.count) == [1, 0, 0])
  }
}
