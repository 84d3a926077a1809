import TestSupport
import Testing

@testable import Canvas

@Suite("Flows of least cost")
struct NetworkSimplexTests {
  /// A problem that has a solution: supplies are those of some flow within the limits.
  private struct Problem: CustomStringConvertible {
    var arcs: [NetworkSimplex.Arc] = []
    var supplies: [Int] = []
    var description: String { "\(arcs) \(supplies)" }
  }

  private func problem(_ generator: inout TestGenerator) -> Problem {
    let nodes = Int.random(in: 1...12, using: &generator)
    var problem = Problem(supplies: Array(repeating: 0, count: nodes))
    for _ in 0..<Int.random(in: 0...40, using: &generator) {
      let source = Int.random(in: 0..<nodes, using: &generator)
      let target = Int.random(in: 0..<nodes, using: &generator)
      let isLimited = Bool.random(using: &generator)
      let capacity = Int.random(in: 0...6, using: &generator)
      // Without a limit a negative cost could go round in a circle.
      let cost = Int.random(in: isLimited ? -9...9 : 0...9, using: &generator)
      problem.arcs.append(
        NetworkSimplex.Arc(
          source: source, target: target, cost: cost, capacity: isLimited ? capacity : .max))
      let flow = Int.random(in: 0...capacity, using: &generator)
      problem.supplies[source] += flow
      problem.supplies[target] -= flow
    }
    return problem
  }

  @Test("A cheap arc is filled before a dear one")
  func cheapFirst() {
    let simplex = NetworkSimplex(
      [
        NetworkSimplex.Arc(source: 0, target: 1, cost: 5, capacity: .max),
        NetworkSimplex.Arc(source: 0, target: 1, cost: 2, capacity: 3),
      ], supplies: [4, -4])
    #expect(simplex.flows.prefix(2) == [1, 3])
    #expect(simplex.potentials[1] - simplex.potentials[0] == 5)
  }

  @Test("Flows keep limits and supplies, and the potentials prove that they cost least")
  func optimal() throws {
    try forAll(seed: 5, count: 500, problem) { problem in
      let simplex = NetworkSimplex(problem.arcs, supplies: problem.supplies)
      var balance = problem.supplies
      for (arc, flow) in zip(problem.arcs, simplex.flows) {
        guard (0...arc.capacity).contains(flow) else { throw Broken("\(flow) in \(arc)") }
        balance[arc.source] -= flow
        balance[arc.target] += flow
        let cost = arc.cost + simplex.potentials[arc.source] - simplex.potentials[arc.target]
        guard flow == 0 || cost <= 0, flow == arc.capacity || cost >= 0 else {
          throw Broken("\(flow) in \(arc) could be better by \(cost)")
        }
      }
      guard balance.allSatisfy({ $0 == 0 }) else { throw Broken("\(balance)") }
    }
  }

  @Test("A circle without limits that gains without end is refused")
  func endless() async {
    await #expect(processExitsWith: .failure) {
      _ = NetworkSimplex(
        [
          NetworkSimplex.Arc(source: 0, target: 1, cost: -2, capacity: .max),
          NetworkSimplex.Arc(source: 1, target: 0, cost: 1, capacity: .max),
        ], supplies: [0, 0])
    }
  }
}
