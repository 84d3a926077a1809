import Testing
import Training

struct StopConditionsTests {
  @Test func `steps, seconds and the closure each stop a run`() throws {
    let trainer = try SFTTrainer(
      TrainableModel(tinyConfiguration, seed: 2), examples: tinyExamples(9),
      settings: tinySettings())
    #expect(try trainer.run(until: .init(maximumSteps: 0), clock: countingClock()) == nil)
    try trainer.run(until: .init(seconds: 3), clock: countingClock())
    #expect(trainer.step == 3)
    var asked = 0
    let stop = StopConditions {
      asked += 1
      return asked > 2
    }
    try trainer.run(until: stop, clock: countingClock())
    #expect(trainer.step == 5)
  }

  @Test func `snapshots are stored in time and after the last step`() throws {
    let trainer = try SFTTrainer(
      TrainableModel(tinyConfiguration, seed: 2), examples: tinyExamples(9),
      settings: tinySettings())
    var steps: [Int] = []
    let plan = SnapshotPlan(everySeconds: 2) {
      steps.append(try Snapshot(decoding: $0).step)
    }
    try trainer.run(until: .init(maximumSteps: 5), clock: countingClock(), snapshots: plan)
    #expect(steps == [2, 4, 5])
  }
}
