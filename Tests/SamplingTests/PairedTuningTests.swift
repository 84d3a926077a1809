import Testing

@testable import Sampling

@Suite struct PairedTuningTests {
  private static let none = [ArmRecord](repeating: ArmRecord(), count: 3)

  /// What settings gain over the reference: nothing, a little, less; samples matter more.
  private func gain(_ arm: Int, _ place: PairedTuning.Place) -> Double {
    let luck = Double((place.sample * 7 + place.round * 13 + arm * 5) % 11 - 5) / 50
    return [0, 0.06, -0.08][arm] + luck
  }

  @Test func `Every setting goes through the samples in the same order`() {
    var tuning = PairedTuning(Self.none, samples: 4, seed: 2)
    var places: [[PairedTuning.Place]] = [[], [], []]
    for _ in 0..<60 {
      tuning.pull { arm, place in
        places[arm].append(place)
        return gain(arm, place)
      }
    }
    let longest = places.max { $0.count < $1.count } ?? []
    for list in places { #expect(list == Array(longest.prefix(list.count))) }
    #expect(Set(longest.prefix(4).map(\.sample)) == [0, 1, 2, 3])
    #expect(longest.prefix(8).map(\.round) == [0, 0, 0, 0, 1, 1, 1, 1])
  }

  @Test func `Pulls taken up again are the pulls made at once`() {
    var whole = PairedTuning(Self.none, samples: 5, seed: 9)
    for _ in 0..<40 { whole.pull(gain) }
    var first = PairedTuning(Self.none, samples: 5, seed: 9)
    for _ in 0..<17 { first.pull(gain) }
    var rest = PairedTuning(first.bandit.arms, samples: 5, seed: 9)
    for _ in 0..<23 { rest.pull(gain) }
    #expect(rest == whole && whole.pulls == 40)
  }

  @Test func `A setting that gains wins, one within noise does not`() {
    var tuning = PairedTuning(Self.none, samples: 11, seed: 1)
    for _ in 0..<300 { tuning.pull(gain) }
    #expect(tuning.winner(atLeast: 0.95) == 1)
    #expect(abs(tuning.gain(of: 1) - 0.06) < 0.01)
    var even = PairedTuning(Self.none, samples: 11, seed: 1)
    for _ in 0..<300 { even.pull { _, place in gain(0, place) } }
    #expect(even.winner(atLeast: 0.95) == nil)
  }

  @Test func `A pull that fails teaches nothing`() {
    struct Failure: Error {}
    var tuning = PairedTuning(Self.none, samples: 3, seed: 1)
    #expect(throws: Failure.self) { try tuning.pull { _, _ in throw Failure() } }
    #expect(tuning == PairedTuning(Self.none, samples: 3, seed: 1))
  }
}
