import Foundation
import Sampling
import Testing
import Training

struct ForwardPassTests {
  private let model = TrainableModel(tinyConfiguration, seed: 5)

  @Test func `the loss is minus the sum of log-probabilities`() {
    let pass = ForwardPass(model, SequenceBuffers(tinyConfiguration, maximumRows: 32))
    for example in tinyExamples(10) {
      let sum = pass.logProbabilities(example).reduce(0) { $0 + Double($1) }
      #expect(abs(pass.loss(example) + sum) < 1e-4)
      #expect(pass.logProbabilities(example).count == example.responseTokens)
    }
  }

  @Test func `losses of the last tokens do not depend on where the response begins`() {
    let pass = ForwardPass(model, SequenceBuffers(tinyConfiguration, maximumRows: 32))
    let whole = TrainingExample(tokens: [3, 1, 4, 1, 5, 9, 2, 6, 5], responseStart: 0)
    let all = pass.logProbabilities(whole)
    #expect(all.count == 8)
    for start in 1...8 {
      let part = TrainingExample(tokens: whole.tokens, responseStart: start)
      for (a, b) in zip(pass.logProbabilities(part), all[(start - 1)...]) {
        #expect(abs(a - b) < 1e-5)
      }
    }
  }

  @Test func `under masks probabilities are those among the tokens allowed`() {
    let pass = ForwardPass(model, SequenceBuffers(tinyConfiguration, maximumRows: 32))
    func example(_ token: Int32, _ allowed: [Int32]?) -> TrainingExample {
      let choices = allowed.map { tokens in
        var mask = TokenMask(capacity: 17)
        mask.insert(contentsOf: tokens)
        return [TokenChoice(mask: mask)]
      }
      return TrainingExample(tokens: [3, 1, token], responseStart: 2, choices: choices)
    }
    func probability(_ token: Int32, _ allowed: [Int32]?) -> Double {
      exp(Double(pass.logProbabilities(example(token, allowed))[0]))
    }
    let some: [Int32] = [2, 5, 11]
    let total = some.reduce(0) { $0 + probability($1, nil) }
    for token in some {
      #expect(abs(probability(token, some) - probability(token, nil) / total) < 1e-5)
    }
    #expect(probability(5, [5]) == 1)
  }

  @Test func `a shift of a logit multiplies the odds of its token`() {
    let pass = ForwardPass(model, SequenceBuffers(tinyConfiguration, maximumRows: 32))
    var mask = TokenMask(capacity: 17)
    mask.insert(contentsOf: [2, 5])
    func probability(_ shifts: [TokenChoice.Shift]) -> Double {
      let example = TrainingExample(
        tokens: [3, 1, 5], responseStart: 2, choices: [TokenChoice(mask: mask, shifts: shifts)])
      return exp(Double(pass.logProbabilities(example)[0]))
    }
    func odds(_ p: Double) -> Double { p / (1 - p) }
    let plain = odds(probability([]))
    let shifted = odds(probability([.init(token: 5, amount: 2), .init(token: 2, amount: 0.5)]))
    #expect(abs(shifted / plain - exp(1.5)) < 1e-3)
  }

  @Test func `what a longer sequence left in the buffers changes nothing`() {
    let examples = tinyExamples(6)
    let used = ForwardPass(model, SequenceBuffers(tinyConfiguration, maximumRows: 32))
    let before = examples.map { used.loss($0) }
    #expect(examples.reversed().map { used.loss($0) } == before.reversed())
  }
}
