import Foundation
import Kernels
import Sampling
import Testing
import Transformer

@testable import Training

struct GRPOTrainerTests {
  private func settings(
    innerUpdates: Int = 1, peak: Double = 0.01, price: Double = 0.001,
    semanticPrice: Double = 0, imitationPrice: Double = 0, seed: UInt64 = 9
  ) -> GRPOSettings {
    GRPOSettings(
      update: SFTSettings(
        schedule: LearningRateSchedule(peak: peak, totalSteps: 40), decay: 0, seed: seed),
      objective: PolicyObjective(divergencePrice: price), semanticPrice: semanticPrice,
      imitationPrice: imitationPrice,
      groupSize: 4, promptsPerStep: 2,
      innerUpdates: innerUpdates)
  }

  private func trainer(
    _ model: TrainableModel, _ settings: GRPOSettings, resuming: Snapshot? = nil
  ) throws -> GRPOTrainer {
    try GRPOTrainer(
      model, reference: TrainableModel(tinyConfiguration, seed: 1), promptCount: 3,
      promptsDigest: 7, settings: settings, resuming: resuming)
  }

  /// Every group answers 1, 2, 3 and 4 to the prompt's number; only 3 earns something.
  private func answers(_ step: Int, _ prompts: [Int]) -> [[PolicyAnswer]] {
    prompts.map { prompt in
      (1...4).map { token in
        PolicyAnswer(
          example: TrainingExample(tokens: [0, Int32(10 + prompt), token, 0], responseStart: 2),
          reward: token == 3 ? 1 : -1, veto: token == 3 ? nil : "dag")
      }
    }
  }

  private func probability(_ model: TrainableModel, _ token: Int32) -> Float {
    let buffers = SequenceBuffers(model.configuration, maximumRows: 8)
    return ForwardPass(model, buffers).logProbabilities(
      TrainingExample(tokens: [0, 10, token, 0], responseStart: 2))[0]
  }

  @Test(arguments: [1, 2]) func `what earns more becomes likelier`(innerUpdates: Int) throws {
    let model = TrainableModel(tinyConfiguration, seed: 1)
    let (good, bad) = (probability(model, 3), probability(model, 1))
    let trainer = try trainer(model, settings(innerUpdates: innerUpdates))
    try trainer.run(until: .init(maximumSteps: 12), clock: countingClock(), answering: answers)
    #expect(probability(model, 3) > good + 0.5)
    #expect(probability(model, 1) < bad)
  }

  @Test func `a high price of divergence keeps the policy near its reference`() throws {
    func moved(price: Double) throws -> Float {
      let model = TrainableModel(tinyConfiguration, seed: 1)
      let before = probability(model, 3)
      try trainer(model, settings(price: price))
        .run(until: .init(maximumSteps: 12), clock: countingClock(), answering: answers)
      return abs(probability(model, 3) - before)
    }
    #expect(try moved(price: 30) < 0.5 * moved(price: 0))
  }

  @Test func `equal rewards change nothing`() throws {
    let model = TrainableModel(tinyConfiguration, seed: 1)
    let before = model.parameters.copy()
    var lines: [String] = []
    try trainer(model, settings(price: 0)).run(
      until: .init(maximumSteps: 2), clock: countingClock(), log: TrainingLog { lines.append($0) }
    ) { step, prompts in
      answers(step, prompts).map { group in
        group.map { PolicyAnswer(example: $0.example, reward: 0.5) }
      }
    }
    #expect(model.parameters.copy() == before)
    #expect(lines.count == 2)
    #expect(lines[0].contains("\"reward\":0.5,\"vetoes\":{},\"flat\":1.0,"))
  }

  @Test func `a semantic price makes what the mask forbids unlikely, whatever is earned`() throws {
    let model = TrainableModel(tinyConfiguration, seed: 1)
    var mask = TokenMask(capacity: 17)
    mask.insert(contentsOf: [3, 4])
    let ending = TokenChoice(mask: mask)
    func allowed() -> Float { exp(probability(model, 3)) + exp(probability(model, 4)) }
    let before = allowed()
    var lines: [String] = []
    try trainer(model, settings(price: 0, semanticPrice: 1)).run(
      until: .init(maximumSteps: 30), clock: countingClock(), log: TrainingLog { lines.append($0) }
    ) { _, prompts in
      prompts.map { _ in
        [3, 4].map { token in
          PolicyAnswer(
            example: TrainingExample(tokens: [0, 10, token], responseStart: 2, choices: [ending]),
            reward: 0.5)
        }
      }
    }
    #expect(before < 0.3)
    #expect(allowed() > 0.8)
    let losses = lines.compactMap { line in
      line.firstMatch(of: /"semanticLoss":([0-9.]+)/).flatMap { Double($0.1) }
    }
    try #require(losses.count == 30)
    #expect(abs(losses[0] + Double(log(before))) < 0.01)
    #expect(losses[29] < losses[0])
  }

  @Test(arguments: [0, 1.0])
  func `known answers become likelier where their loss has a price`(price: Double) throws {
    let model = TrainableModel(tinyConfiguration, seed: 1)
    let before = probability(model, 5)
    var lines: [String] = []
    try trainer(model, settings(price: 0, imitationPrice: price)).run(
      until: .init(maximumSteps: 12), clock: countingClock(), log: TrainingLog { lines.append($0) },
      teaching: { _, prompts in
        prompts.map { _ in TrainingExample(tokens: [0, 10, 5], responseStart: 2) }
      },
      answering: { step, prompts in
        answers(step, prompts).map { $0.map { PolicyAnswer(example: $0.example, reward: 0) } }
      })
    #expect((probability(model, 5) > before + 0.5) == (price > 0))
    #expect(lines[0].contains("\"imitationLoss\":0.0,") == (price == 0))
  }

  @Test func `a resumed run equals an uninterrupted one bit for bit`() throws {
    let whole = TrainableModel(tinyConfiguration, seed: 1)
    try trainer(whole, settings())
      .run(until: .init(maximumSteps: 5), clock: countingClock(), answering: answers)
    for cut in 1..<5 {
      let first = try trainer(TrainableModel(tinyConfiguration, seed: 1), settings())
      try first.run(until: .init(maximumSteps: cut), clock: countingClock(), answering: answers)
      let stored = try Snapshot(decoding: first.snapshot().encoded())
      let second = TrainableModel(tinyConfiguration, seed: 99)
      try trainer(second, settings(), resuming: stored)
        .run(until: .init(maximumSteps: 5), clock: countingClock(), answering: answers)
      #expect(second.parameters.copy() == whole.parameters.copy(), "cut after \(cut)")
    }
  }

  @Test func `each prompt comes once in each pass, in another order the next time`() throws {
    let trainer = try GRPOTrainer(
      TrainableModel(tinyConfiguration, seed: 1),
      reference: TrainableModel(tinyConfiguration, seed: 1), promptCount: 10, promptsDigest: 1,
      settings: settings())
    let passes = (0..<2).map { pass in
      (0..<5).flatMap { trainer.prompts(of: pass * 5 + $0) }
    }
    for pass in passes { #expect(pass.sorted() == Array(0..<10)) }
    #expect(passes[0] != passes[1])
    #expect(trainer.prompts(of: 0) == Array(passes[0].prefix(2)))
  }

  @Test func `a snapshot of another run and a reference of another shape are refused`() throws {
    let stored = try trainer(TrainableModel(tinyConfiguration, seed: 1), settings()).snapshot()
    #expect(throws: TrainingError.snapshotOfOtherRun("its settings differ")) {
      try trainer(TrainableModel(tinyConfiguration, seed: 1), settings(seed: 10), resuming: stored)
    }
    #expect(
      throws: TrainingError.snapshotOfOtherRun("its prompts are others or in another order")
    ) {
      try GRPOTrainer(
        TrainableModel(tinyConfiguration, seed: 1),
        reference: TrainableModel(tinyConfiguration, seed: 1), promptCount: 3, promptsDigest: 8,
        settings: settings(), resuming: stored)
    }
    var other = tinyConfiguration
    other.layers = 1
    #expect(throws: TrainingError.otherReference) {
      try GRPOTrainer(
        TrainableModel(tinyConfiguration, seed: 1), reference: TrainableModel(other, seed: 1),
        promptCount: 1, promptsDigest: 7, settings: settings())
    }
    #expect(throws: TrainingError.noExamples) {
      try GRPOTrainer(
        TrainableModel(tinyConfiguration, seed: 1),
        reference: TrainableModel(tinyConfiguration, seed: 1), promptCount: 0, promptsDigest: 7,
        settings: settings())
    }
  }

  @Test func `a step's line names rewards, vetoes and lengths`() throws {
    var lines: [String] = []
    try trainer(TrainableModel(tinyConfiguration, seed: 1), settings()).run(
      until: .init(maximumSteps: 1), clock: countingClock(), log: TrainingLog { lines.append($0) },
      answering: answers)
    let start = "{\"step\":1,\"reward\":-0.5,\"vetoes\":{\"dag\":0.75},\"flat\":0.0,"
    #expect(
      lines[0].hasPrefix(
        start
          + "\"divergence\":0.0,\"clipped\":0.0,\"semanticLoss\":0.0,"
          + "\"imitationLoss\":0.0,\"tokens\":2.0,"
      ))
    #expect(lines[0].hasSuffix("\"answerSeconds\":1.0,\"updateSeconds\":1.0}"))
  }
}
