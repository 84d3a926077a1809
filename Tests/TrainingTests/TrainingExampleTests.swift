import Sampling
import Testing
import Training

struct TrainingExampleTests {
  private func refusal(_ example: TrainingExample) -> String? {
    do {
      _ = try SFTTrainer(
        TrainableModel(tinyConfiguration, seed: 1), examples: [example],
        settings: SFTSettings(schedule: LearningRateSchedule(peak: 0.01, totalSteps: 1)))
      return nil
    } catch { return error.description }
  }

  @Test func `rows are the tokens that enter, response tokens those that count`() {
    let example = TrainingExample(tokens: [1, 2, 3, 4, 5], responseStart: 2)
    #expect(example.rows == 4)
    #expect(example.firstLossRow == 1)
    #expect(example.responseTokens == 3)
    let whole = TrainingExample(tokens: [1, 2, 3, 4, 5], responseStart: 0)
    #expect(whole.responseTokens == 4)
  }

  @Test func `what cannot be learned is refused with a sentence`() {
    #expect(
      refusal(TrainingExample(tokens: [1, 2], responseStart: 2))
        == "example 0 has 2 tokens and a response starting at 2, which leaves nothing to learn; "
        + "drop it")
    #expect(refusal(TrainingExample(tokens: [], responseStart: 0)) != nil)
    #expect(refusal(TrainingExample(tokens: [1, 2], responseStart: -1)) != nil)
    #expect(refusal(TrainingExample(tokens: [1, 2], responseStart: .max)) != nil)
    #expect(
      refusal(TrainingExample(tokens: [Int32](repeating: 1, count: 66), responseStart: 1))
        == "example 0 has 65 input tokens, the model's context holds 64; drop it or make the "
        + "context longer")
    #expect(
      refusal(TrainingExample(tokens: [1, 17], responseStart: 1))
        == "example 0 holds token 17, outside the vocabulary of 17; encode it with the model's "
        + "own tokenizer")
    #expect(refusal(TrainingExample(tokens: [-1, 1], responseStart: 1)) != nil)
    #expect(refusal(TrainingExample(tokens: [0, 16], responseStart: 1)) == nil)
  }

  @Test func `choices that do not fit the response are refused`() {
    var mask = TokenMask(capacity: 17)
    mask.insert(4)
    let choice = TokenChoice(mask: mask)
    let sentence =
      "example 0 needs one choice for each response token, which that token is one of and which "
      + "shifts only tokens of the vocabulary"
    #expect(
      refusal(TrainingExample(tokens: [1, 2, 4], responseStart: 2, choices: [choice])) == nil)
    #expect(
      refusal(TrainingExample(tokens: [1, 2, 5], responseStart: 2, choices: [choice])) == sentence)
    #expect(
      refusal(TrainingExample(tokens: [1, 4, 4], responseStart: 1, choices: [choice])) == sentence)
    let outside = TokenChoice(mask: mask, shifts: [.init(token: 17, amount: 1)])
    #expect(
      refusal(TrainingExample(tokens: [1, 2, 4], responseStart: 2, choices: [outside])) == sentence)
  }

  @Test func `no examples at all are refused`() {
    #expect(throws: TrainingError.noExamples) {
      try SFTTrainer(
        TrainableModel(tinyConfiguration, seed: 1), examples: [],
        settings: SFTSettings(schedule: LearningRateSchedule(peak: 0.01, totalSteps: 1)))
    }
  }
}
