import Reward
import Testing
import WorkflowGraph

@Suite struct CorrectnessRewardTests {
  @Test func recallCountsSetsAndLosesOne() {
    #expect(
      CorrectnessReward.recall(selected: ["A", "B", "X"], gold: ["A", "B", "C", "D"]) == -0.5)
    #expect(CorrectnessReward.recall(selected: [], gold: ["A"]) == -1)
    #expect(CorrectnessReward.recall(selected: ["A"], gold: []) == 0)
  }

  @Test func likenessIsZeroForGoldItself() throws {
    let gold = try goldWorkflow()
    #expect(CorrectnessReward.likeness(gold, gold: gold) == 0)
    #expect(CorrectnessReward.likeness(Workflow(), gold: gold) == -1)
  }
}
