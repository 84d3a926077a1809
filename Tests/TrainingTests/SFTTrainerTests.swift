import Kernels
import Testing
import Training
import Transformer

struct SFTTrainerTests {
  @Test func `the loss falls to almost nothing on one example`() throws {
    let model = TrainableModel(tinyConfiguration, seed: 1)
    let example = TrainingExample(tokens: [1, 7, 3, 3, 9, 12, 0, 4], responseStart: 2)
    let trainer = try SFTTrainer(model, examples: [example], settings: tinySettings(peak: 0.02))
    let first = try #require(try trainer.run(until: .init(maximumSteps: 1), clock: countingClock()))
    let last = try #require(try trainer.run(until: .init(maximumSteps: 40), clock: countingClock()))
    #expect(first > 2.5)
    #expect(last < 0.1)
  }

  @Test func `a resumed run equals an uninterrupted one bit for bit`() throws {
    let examples = tinyExamples(20)
    let whole = TrainableModel(tinyConfiguration, seed: 2)
    let steps = 13
    try SFTTrainer(whole, examples: examples, settings: tinySettings())
      .run(until: .init(maximumSteps: steps), clock: countingClock())
    for cut in 1..<steps {
      let first = TrainableModel(tinyConfiguration, seed: 2)
      let began = try SFTTrainer(first, examples: examples, settings: tinySettings())
      try began.run(until: .init(maximumSteps: cut), clock: countingClock())
      let stored = try Snapshot(decoding: began.snapshot().encoded())
      let second = TrainableModel(tinyConfiguration, seed: 777)
      let resumed = try SFTTrainer(
        second, examples: examples, settings: tinySettings(), resuming: stored)
      try resumed.run(until: .init(maximumSteps: steps), clock: countingClock())
      #expect(second.parameters.copy() == whole.parameters.copy(), "cut after \(cut)")
      #expect(resumed.step == steps)
    }
  }

  @Test func `the number of lanes changes sums by rounding only`() throws {
    var ends: [[Float]] = []
    for lanes in 1...3 {
      let model = TrainableModel(tinyConfiguration, seed: 2)
      try SFTTrainer(model, examples: tinyExamples(20), settings: tinySettings(lanes: lanes))
        .run(until: .init(maximumSteps: 3), clock: countingClock())
      ends.append(model.parameters.copy())
    }
    for other in ends.dropFirst() {
      #expect(zip(other, ends[0]).allSatisfy { abs($0 - $1) < 1e-3 })
    }
  }

  @Test func `held-out examples are measured every K steps and do not change the run`() throws {
    let model = TrainableModel(tinyConfiguration, seed: 2)
    let other = TrainableModel(tinyConfiguration, seed: 2)
    var lines: [String] = []
    let measured = try SFTTrainer(
      model, examples: tinyExamples(9), settings: tinySettings(), heldOut: tinyExamples(4, seed: 8),
      heldOutEvery: 2)
    try measured.run(
      until: .init(maximumSteps: 5), clock: countingClock(), log: TrainingLog { lines.append($0) })
    try SFTTrainer(other, examples: tinyExamples(9), settings: tinySettings())
      .run(until: .init(maximumSteps: 5), clock: countingClock())
    #expect(model.parameters.copy() == other.parameters.copy())
    #expect(lines.count == 7)
    #expect(lines.filter { $0.contains("heldOutLoss") }.count == 2)
    #expect(lines[0].hasPrefix("{\"step\":1,\"epoch\":"))
  }

  @Test func `a rate that destroys the model is an error, not a snapshot`() throws {
    let trainer = try SFTTrainer(
      TrainableModel(tinyConfiguration, seed: 2), examples: tinyExamples(9),
      settings: tinySettings(peak: 1e30))
    #expect(throws: TrainingError.self) {
      try trainer.run(until: .init(maximumSteps: 20), clock: countingClock())
    }
  }

  @Test func `a snapshot of another run is refused, other settings only on demand`() throws {
    let examples = tinyExamples(9)
    let model = TrainableModel(tinyConfiguration, seed: 2)
    let snapshot = try SFTTrainer(model, examples: examples, settings: tinySettings()).snapshot()
    #expect(throws: TrainingError.snapshotOfOtherRun("its settings differ")) {
      try SFTTrainer(
        model, examples: examples, settings: tinySettings(tokens: 61), resuming: snapshot)
    }
    #expect(
      throws: TrainingError.snapshotOfOtherRun("its examples are others or in another order")
    ) {
      try SFTTrainer(
        model, examples: examples.reversed(), settings: tinySettings(), resuming: snapshot)
    }
    var wider = tinyConfiguration
    wider.feedForwardChannels = 32
    #expect(throws: TrainingError.snapshotOfOtherRun("its model has another shape")) {
      try SFTTrainer(
        TrainableModel(wider, seed: 1), examples: examples, settings: tinySettings(),
        resuming: snapshot)
    }
    let resumed = try SFTTrainer(
      model, examples: examples, settings: tinySettings(tokens: 61), resuming: snapshot,
      acceptingOtherSettings: true)
    #expect(resumed.step == 0)
  }
}
