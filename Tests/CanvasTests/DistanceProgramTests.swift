import TestSupport
import Testing

@testable import Canvas

@Suite("Distances kept and wished for")
struct DistanceProgramTests {
  @Test("Least distances win over wishes, heavy wishes over light ones")
  func weights() {
    var program = DistanceProgram(count: 3)
    program.keep(0, 1, apart: 10)
    program.pull(0, 1, weight: 100)
    program.pull(0, 2, to: -3, weight: 1)
    program.pull(1, 2, to: 5, weight: 2)
    let values = program.solved()
    #expect(values[1] - values[0] == 10)
    #expect(values[2] - values[1] == 5)
  }

  /// Demands and wishes between few numbers, the demands only from lower to higher ones.
  private struct Demands: CustomStringConvertible {
    var keeps: [(first: Int, second: Int, apart: Int)] = []
    var pulls: [(first: Int, second: Int, distance: Int, weight: Int)] = []
    var description: String { "\(keeps) \(pulls)" }

    /// The cost of numbers; `nil` if they break a demand.
    func cost(_ values: [Int]) -> Int? {
      let isKept = keeps.allSatisfy { values[$0.second] - values[$0.first] >= $0.apart }
      guard isKept else { return nil }
      return pulls.reduce(0) {
        $0 + $1.weight * abs(values[$1.second] - values[$1.first] - $1.distance)
      }
    }
  }

  @Test("No numbers at all cost less")
  func leastCost() throws {
    try forAll(
      seed: 9, count: 150,
      { generator -> Demands in
        var demands = Demands()
        for _ in 0..<Int.random(in: 0...5, using: &generator) {
          let first = Int.random(in: 0...2, using: &generator)
          demands.keeps.append(
            (
              first, Int.random(in: first + 1...3, using: &generator),
              Int.random(in: -2...2, using: &generator)
            ))
        }
        for _ in 0..<Int.random(in: 0...6, using: &generator) {
          demands.pulls.append(
            (
              Int.random(in: 0...3, using: &generator), Int.random(in: 0...3, using: &generator),
              Int.random(in: -3...3, using: &generator), Int.random(in: 0...4, using: &generator)
            ))
        }
        return demands
      },
      law: { demands in
        var program = DistanceProgram(count: 4)
        for keep in demands.keeps { program.keep(keep.first, keep.second, apart: keep.apart) }
        for pull in demands.pulls {
          program.pull(pull.first, pull.second, to: pull.distance, weight: pull.weight)
        }
        guard let found = demands.cost(program.solved()) else { throw Broken("not kept") }
        // Four numbers; only distances count, and none above 9 helps.
        let range = -9...9
        for b in range {
          for c in range {
            for d in range {
              if let cost = demands.cost([0, b, c, d]), cost < found {
                throw Broken("\([0, b, c, d]) costs \(cost), not \(found)")
              }
            }
          }
        }
      })
  }

  @Test("Without numbers, demands or wishes there is still an answer")
  func empty() {
    #expect(DistanceProgram(count: 0).solved().isEmpty)
    #expect(DistanceProgram(count: 2).solved().count == 2)
  }
}
