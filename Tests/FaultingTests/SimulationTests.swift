import Faulting
import Testing

@Suite("The runner on a simulated machine")
struct SimulationTests {
  @Test("100 seeds of deaths, power cuts and failing calls lose, double and tear nothing")
  func seeds() {
    let report = Simulation.run(from: 1, count: 100)
    print("note: \(report.line)")
    #expect(report.findings == [])
    #expect(report["seeds"] >= 100 && report["cuts"] > 0)
  }

  @Test("the same seed gives the same course")
  func deterministic() {
    let courses = (0..<2).map { _ in
      let outcome = Simulation(seed: 7).run()
      return "\(outcome.lives) \(outcome.cuts) \(String(describing: outcome.audit))"
    }
    #expect(courses[0] == courses[1])
  }

  @Test("a link swapped in before any call on a prompt file is never followed")
  func links() {
    #expect(LinkSwap().run().findings == [])
  }
}
