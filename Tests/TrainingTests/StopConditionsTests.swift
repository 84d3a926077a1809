import Testing
import Training

struct StopConditionsTests {
  private func settings(lanes: Int = 2, peak: Double = 0.01, tokens: Int = 60) -> SFTSettings {
    SFTSettings(
      schedule: LearningRateSchedule(peak: peak, totalSteps: 40), batchTokens: tokens,
      seed: 9, lanes: lanes)
  }

  private func clock() -> () -> Double {
    var now = 0.0
    return {
      now += 1
      return now
    }
  }

  @Test func `steps, seconds and the closure each stop a run`() throws {
    let trainer = try SFTTrainer(
      TrainableModel(tinyConfiguration, seed: 2), examples: tinyExamples(9),
      settings: settings())
    #expect(try trainer.run(until: .init(maximumSteps: 0), clock: clock()) == nil)
    try trainer.run(until: .init(seconds: 3), clock: clock())
    #expect(trainer.step == 3)
    var asked = 0
    let stop = StopConditions {
      asked += 1
      return asked > 2
    }
    try trainer.run(until: stop, clock: clock())
    #expect(trainer.step == 5)
  }

  @Test func `snapshots are stored in time and after the last step`() throws {
    let trainer = try SFTTrainer(
      TrainableModel(tinyConfiguration, seed: 2), examples: tinyExamples(9),
      settings: settings())
    var steps: [Int] = []
    let plan = SnapshotPlan(everySeconds: 2) {
      steps.append(try Snapshot(decoding: $0).step)
    }
    try trainer.run(until: .init(maximumSteps: 5), clock: clock(), snapshots: plan)
    #expect(steps == [2, 4, 5])
  }
}
