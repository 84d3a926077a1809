import Testing
import Training

struct GroupAdvantageTests {
  @Test func `one bad answer of four`() {
    let advantages = GroupAdvantage.advantages([1, 1, 1, -1])
    let wanted = [0.57735, 0.57735, 0.57735, -1.73205]
    #expect(zip(advantages, wanted).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test(arguments: [[0.5, 0.5, 0.5, 0.5], [1], [], [0.1, 0.1 + 1e-9]])
  func `a flat group teaches nothing`(rewards: [Double]) {
    #expect(GroupAdvantage.advantages(rewards) == rewards.map { _ in 0 })
  }

  @Test func `mean 0 and deviation 1, whatever the scale`() {
    for scale in [1e-3, 1, 1e6] {
      let advantages = GroupAdvantage.advantages([0.2, 0.9, -1, 0.7].map { $0 * scale + 3 })
      #expect(abs(advantages.reduce(0, +)) < 1e-6)
      #expect(abs(advantages.reduce(0) { $0 + $1 * $1 } - 4) < 1e-6)
    }
  }
}
