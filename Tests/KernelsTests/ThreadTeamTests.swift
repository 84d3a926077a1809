import Kernels
import Testing

@Suite("Teams of threads")
struct ThreadTeamTests {
  @Test("Every piece of every call runs exactly once", arguments: [1, 2, 3, 8])
  func pieces(threads: Int) {
    let team = ThreadTeam(threads: threads)
    for pieces in [0, 1, 2, 3, 100] + .init(repeating: 7, count: 2_000) {
      let calls = filled(100) { calls in
        team.perform(pieces, with: (calls, threads)) { state, piece, thread in
          state.0[piece] += thread < state.1 ? 1 : .nan
        }
      }
      #expect(calls == (0..<100).map { $0 < pieces ? 1 : 0 })
    }
  }

  @Test("Helpers that went to sleep are woken, and teams end while they sleep or spin")
  func asleep() {
    for _ in 0..<3 {
      let team = ThreadTeam(threads: 2)
      for _ in 0..<3 {
        // Far longer than helpers spin.
        var sum: Float = 0
        for number in 0..<2_000_000 { sum += Float(number % 3) }
        let slow = filled(2) { results in
          team.perform(2, with: (results, sum)) { state, piece, _ in
            state.0[piece] = state.1 + Float(piece)
          }
        }
        #expect(slow == [sum, sum + 1])
      }
    }
  }
}
