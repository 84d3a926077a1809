import Foundation
import Kernels
import Sampling
import TestSupport
import Testing
import Training
import Transformer

struct BackwardPassTests {
  private let model = TrainableModel(tinyConfiguration, seed: 5)
  private let example = TrainingExample(
    tokens: [1, 5, 9, 2, 2, 16, 0, 3, 5, 5, 8], responseStart: 4)

  init() {
    // Larger weights than a fresh model's, so that every part of the gradient is well above 0.
    model.parameters.fill(
      model.parameters.copy().map { $0 == 1 ? 1 : $0 * 12 })
  }

  private func gradient(_ rowWeights: [Float]? = nil) -> [Float] {
    let buffers = SequenceBuffers(tinyConfiguration, maximumRows: 16)
    let gradient = FloatBuffer(count: model.count)
    BackwardPass(model, buffers).run(
      example, gradient: gradient, weight: 1, rowWeights: rowWeights)
    return gradient.copy()
  }

  /// The largest difference of two lists, beside the largest number.
  private func difference(_ a: [Float], _ b: [Float]) -> Float {
    let largest = a.reduce(1) { max($0, abs($1)) }
    return a.count == b.count
      ? zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) } / largest : .infinity
  }

  private func slope(_ place: Int, _ value: () -> Double) -> Double {
    let original = model.parameters.pointer[place]
    let step: Float = 4e-3
    model.parameters.pointer[place] = original + step
    let high = value()
    model.parameters.pointer[place] = original - step
    defer { model.parameters.pointer[place] = original }
    return (high - value()) / Double(2 * step)
  }

  @Test func `the gradient of the whole model is the slope of its loss`() {
    let found = gradient()
    let pass = ForwardPass(model, SequenceBuffers(tinyConfiguration, maximumRows: 16))
    for place in stride(from: 3, to: model.count, by: 41) {
      let expected = slope(place) { pass.loss(example) }
      #expect(
        abs(Double(found[place]) - expected) < 0.01 * max(1, abs(expected)), "place \(place)")
    }
  }

  @Test func `responses joined behind one prompt count as each alone`() {
    let responses: [[Int32]] = [[9, 2, 2, 16], [3], [4, 4, 11, 0, 7], [9, 2]]
    let alone = responses.map { response in
      let choices = response.map { token in
        var mask = TokenMask(capacity: 17)
        mask.insert(contentsOf: [token, (token + 5) % 17])
        return TokenChoice(mask: mask, shifts: [.init(token: token, amount: 0.5)])
      }
      return TrainingExample(tokens: [1, 5, 8] + response, responseStart: 3, choices: choices)
    }
    var joined = alone[0]
    for example in alone.dropFirst() { joined.append(responseOf: example) }
    #expect(joined.rows == 3 + 3 + 0 + 4 + 1)
    let buffers = SequenceBuffers(tinyConfiguration, maximumRows: 16)
    let forward = ForwardPass(model, buffers)
    #expect(
      difference(forward.logProbabilities(joined), alone.flatMap(forward.logProbabilities)) < 1e-5)
    let sum = FloatBuffer(count: model.count), whole = FloatBuffer(count: model.count)
    let backward = BackwardPass(model, buffers)
    let weights: [Float] = [1, 0, -2, 0.5, 3, 0, 1, 1, 2, 1, -1, 1]
    backward.run(joined, gradient: whole, weight: 1, rowWeights: weights)
    var done = 0
    for example in alone {
      let own = Array(weights[done..<done + example.responseTokens])
      backward.run(example, gradient: sum, weight: 1, rowWeights: own)
      done += own.count
    }
    #expect(difference(whole.copy(), sum.copy()) < 1e-5)
  }

  @Test func `row weights give the slope of the weighted log-probabilities`() {
    let weights: [Float] = [1, 0, -2, 0.5, 3, 0, 1]
    let found = gradient(weights)
    let pass = ForwardPass(model, SequenceBuffers(tinyConfiguration, maximumRows: 16))
    for place in stride(from: 7, to: model.count, by: 83) {
      let expected = slope(place) {
        zip(weights, pass.logProbabilities(example)).reduce(0) {
          $0 - Double($1.0) * Double($1.1)
        }
      }
      #expect(
        abs(Double(found[place]) - expected) < 0.01 * max(1, abs(expected)), "place \(place)")
    }
  }

  @Test func `of restricted choices the gradient is the slope of their loss`() {
    let buffers = SequenceBuffers(tinyConfiguration, maximumRows: 16)
    var masked = example
    masked.choices = example.tokens.suffix(example.responseTokens).map { token in
      var mask = TokenMask(capacity: 17)
      mask.insert(contentsOf: [token, (token + 3) % 17, (token + 8) % 17])
      return TokenChoice(mask: mask, shifts: [.init(token: (token + 3) % 17, amount: -1.5)])
    }
    let gradient = FloatBuffer(count: model.count)
    BackwardPass(model, buffers).run(masked, gradient: gradient, weight: 1)
    let found = gradient.copy()
    let pass = ForwardPass(model, SequenceBuffers(tinyConfiguration, maximumRows: 16))
    for place in stride(from: 5, to: model.count, by: 83) {
      let expected = slope(place) { pass.loss(masked) }
      #expect(
        abs(Double(found[place]) - expected) < 0.01 * max(1, abs(expected)), "place \(place)")
    }
  }

  @Test func `the semantic loss is that of all that could follow together`() {
    let buffers = SequenceBuffers(tinyConfiguration, maximumRows: 16)
    let forward = ForwardPass(model, buffers)
    let allowed: [Int32] = [2, 7, 11]
    var mask = TokenMask(capacity: 17)
    mask.insert(contentsOf: allowed)
    let choice = TokenChoice(mask: mask, shifts: [.init(token: 7, amount: 2)])
    let together = allowed.reduce(Float(0)) { sum, token in
      sum
        + exp(
          forward.logProbabilities(TrainingExample(tokens: [3, 1, token], responseStart: 2))[0])
    }
    for token in allowed {
      let losses = BackwardPass(model, buffers).run(
        TrainingExample(tokens: [3, 1, token], responseStart: 2, choices: [choice]),
        gradient: FloatBuffer(count: model.count), weight: 1, semanticWeights: [0])
      #expect(abs(losses.semantic[0] + log(together)) < 1e-4)
    }
  }

  @Test func `the gradient of the semantic loss is its slope, beside that of the prediction`() {
    let buffers = SequenceBuffers(tinyConfiguration, maximumRows: 16)
    func choices(_ shift: Float) -> [TokenChoice] {
      example.tokens.suffix(example.responseTokens).map { token in
        var mask = TokenMask(capacity: 17)
        mask.insert(contentsOf: [token, (token + 3) % 17, (token + 8) % 17])
        return TokenChoice(mask: mask, shifts: [.init(token: (token + 3) % 17, amount: shift)])
      }
    }
    var (leaned, allowed) = (example, example)
    leaned.choices = choices(-1.5)
    allowed.choices = choices(0)
    let weights: [Float] = [1, 0, -2, 0.5, 3, 0, 1]
    let prices: [Float] = [2, 1, 0, 0.5, 1, 3, 1]
    let gradient = FloatBuffer(count: model.count)
    BackwardPass(model, buffers).run(
      leaned, gradient: gradient, weight: 1, rowWeights: weights, semanticWeights: prices)
    let found = gradient.copy()
    let pass = ForwardPass(model, buffers)
    func sum(_ example: TrainingExample, _ weights: [Float]) -> Double {
      zip(pass.logProbabilities(example), weights).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    for place in stride(from: 5, to: model.count, by: 83) {
      let expected = slope(place) {
        sum(allowed, prices) - sum(example, prices) - sum(leaned, weights)
      }
      #expect(
        abs(Double(found[place]) - expected) < 0.01 * max(1, abs(expected)), "place \(place)")
    }
  }

  @Test func `without a mask there is no semantic loss`() {
    let gradient = FloatBuffer(count: model.count)
    let losses = BackwardPass(model, SequenceBuffers(tinyConfiguration, maximumRows: 16)).run(
      example, gradient: gradient, weight: 1, rowWeights: [Float](repeating: 0, count: 7),
      semanticWeights: [Float](repeating: 1, count: 7))
    #expect(losses.semantic == [Float](repeating: 0, count: 7))
    #expect(gradient.copy().allSatisfy { $0 == 0 })
  }

  @Test func `a second run adds the same gradient again`() {
    let buffers = SequenceBuffers(tinyConfiguration, maximumRows: 16)
    let sum = FloatBuffer(count: model.count)
    let pass = BackwardPass(model, buffers)
    let first = pass.run(example, gradient: sum, weight: 1)
    let second = pass.run(example, gradient: sum, weight: 1)
    #expect(first == second)
    for (twice, once) in zip(sum.copy(), gradient()) {
      #expect(abs(twice - 2 * once) <= 1e-4 * max(1, abs(once)))
    }
  }
}
