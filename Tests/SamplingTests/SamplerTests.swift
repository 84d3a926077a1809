import TestSupport
import Testing

@testable import Sampling

@Suite struct SamplerTests {
  @Test("Greedy takes the highest logit, the lowest id among equals")
  func greedy() throws {
    var sampler = try Sampler(parameters: SamplingParameters(temperature: 0), vocabularySize: 4)
    #expect(sampler.sample([1, 3, 3, 2]).0 == 1)
    #expect(sampler.sample([1, 3, 3, 2], [0, 2, 3]).0 == 2)
  }

  @Test func `The likeliest is taken where it is asked for, and costs one draw, too`() throws {
    let hot = SamplingParameters(temperature: 5, seed: 3)
    var sampler = try Sampler(parameters: hot, vocabularySize: 3)
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<50 {
      #expect(sampler.sample([1, 2, 3], [0, 1], isLikeliest: true).0 == 1)
      _ = generator.next()
    }
    #expect(sampler.generator == generator)
  }

  @Test("The log-probability is the model's under the mask, whatever the temperature")
  func logProbability() throws {
    let hot = SamplingParameters(temperature: 3, topK: 2, topP: 0.5, repetitionPenalty: 2)
    var sampler = try Sampler(parameters: hot, vocabularySize: 3)
    // exp 0, exp ln 3: p = 1/4, 3/4 under the mask {0, 1}.
    let logits: [Float] = [0, 1.098_612_3, 9]
    for _ in 0..<20 {
      let (token, logProbability) = sampler.sample(logits, [0, 1])
      let expected: Float = token == 0 ? -1.386_294_4 : -0.287_682_1
      #expect(abs(logProbability - expected) < 1e-6)
    }
    #expect(sampler.sample(logits, [2]) == (2, 0))
  }

  @Test("Top-k, top-p and min-p keep the sets they name")
  func sets() throws {
    // Probabilities 0.4, 0.3, 0.2, 0.1.
    let logits: [Float] = [-0.916_290_7, -1.203_972_8, -1.609_437_9, -2.302_585_1]
    let cases: [(SamplingParameters, Set<Int32>)] = [
      (SamplingParameters(topK: 1), [0]),
      (SamplingParameters(topK: 3), [0, 1, 2]),
      (SamplingParameters(topK: 9), [0, 1, 2, 3]),
      (SamplingParameters(topP: 0.39), [0]),
      (SamplingParameters(topP: 0.41), [0, 1]),
      (SamplingParameters(topP: 0.89), [0, 1, 2]),
      (SamplingParameters(topP: 0.91), [0, 1, 2, 3]),
      // Of the two that top-k leaves, the first holds 4/7.
      (SamplingParameters(topK: 2, topP: 0.56), [0]),
      (SamplingParameters(minP: 0.49), [0, 1, 2]),
      (SamplingParameters(minP: 1), [0]),
      (SamplingParameters(topP: 0.95, minP: 0.6), [0, 1]),
    ]
    for (parameters, expected) in cases {
      var sampler = try Sampler(parameters: parameters, vocabularySize: 4)
      #expect(Set((0..<300).map { _ in sampler.sample(logits).0 }) == expected, "\(parameters)")
    }
  }

  @Test("A seen token becomes less probable, be its logit positive or negative")
  func repetition() throws {
    let parameters = SamplingParameters(temperature: 0, repetitionPenalty: 2)
    var sampler = try Sampler(parameters: parameters, vocabularySize: 3)
    #expect((0..<3).map { _ in sampler.sample([3, 2, 1.6]).0 } == [0, 1, 2])
    var other = try Sampler(parameters: parameters, vocabularySize: 2)
    other.observe(0)
    #expect(other.sample([-1, -1.5]).0 == 1)
  }

  @Test("Logits that are no numbers, or infinite, never trap")
  func strangeLogits() throws {
    let strange: [Float] = [.nan, -.infinity, .infinity, 3e38, -3e38, 0]
    for parameters in [
      SamplingParameters(), SamplingParameters(temperature: 0), SamplingParameters(topP: 0.5),
      SamplingParameters(temperature: 1e-37, topK: 3, minP: 0.1, repetitionPenalty: 3e38),
    ] {
      var sampler = try Sampler(parameters: parameters, vocabularySize: 6)
      for _ in 0..<20 {
        let (token, logProbability) = sampler.sample(strange)
        #expect((0..<6).contains(token) && logProbability <= 0)
        let (uniform, logThird) = sampler.sample(strange, [0, 1])
        #expect(uniform <= 1 && abs(logThird - -0.693_147_2) < 1e-6)
        #expect(sampler.sample([.nan, .nan, 1, .nan, .nan, .nan]).0 == 2)
      }
    }
  }

  @Test("Each call makes one draw, also where there is no choice")
  func oneDraw() throws {
    for parameters in [SamplingParameters(seed: 7), SamplingParameters(temperature: 0, seed: 7)] {
      var sampler = try Sampler(parameters: parameters, vocabularySize: 3)
      var generator = SeededGenerator(seed: 7)
      for allowed in [nil, [1], [0, 2]] as [[Int32]?] {
        _ = sampler.sample([1, 2, 3], allowed)
        _ = generator.next()
        #expect(sampler.generator == generator)
      }
    }
  }

  @Test("An empty mask is a caller's bug")
  func emptyMask() async {
    await #expect(processExitsWith: .failure) {
      var sampler = try Sampler(parameters: SamplingParameters(), vocabularySize: 3)
      _ = sampler.sample([1, 2, 3], [])
    }
  }
}

@Suite struct SamplerLawTests {
  private struct Case {
    var parameters: SamplingParameters
    var logits: [Float]
    var allowed: [Int32]
  }

  private func randomCase(_ generator: inout TestGenerator) -> Case {
    let size = Int.random(in: 1...200, using: &generator)
    let allowed = (0..<Int32(size)).filter { _ in Bool.random(using: &generator) }
    return Case(
      parameters: SamplingParameters(
        temperature: [0, 0.1, 1, 5][Int.random(in: 0..<4, using: &generator)],
        topK: Int.random(in: 0...4, using: &generator) * 3,
        topP: [1, 0.9, 0.1][Int.random(in: 0..<3, using: &generator)],
        minP: [0, 0.05, 0.9][Int.random(in: 0..<3, using: &generator)],
        repetitionPenalty: Bool.random(using: &generator) ? 1.3 : nil, seed: generator.next()),
      logits: (0..<size).map { _ in Float(Int.random(in: -20...20, using: &generator)) / 4 },
      allowed: allowed.isEmpty ? [Int32(size - 1)] : allowed)
  }

  @Test("No token outside the mask is ever drawn")
  func masks() throws {
    try forAll(count: 300, randomCase) { item in
      var sampler = try Sampler(parameters: item.parameters, vocabularySize: item.logits.count)
      for _ in 0..<10 {
        let (token, logProbability) = sampler.sample(item.logits, item.allowed)
        try require(item.allowed.contains(token), "\(token) is masked out")
        try require(logProbability <= 0, "log p = \(logProbability)")
      }
    }
  }

  @Test("The same seed draws the same tokens, and a mask of all changes nothing")
  func determinism() throws {
    try forAll(count: 100, randomCase) { item in
      var first = try Sampler(parameters: item.parameters, vocabularySize: item.logits.count)
      var second = first
      let all = (0..<Int32(item.logits.count)).map { $0 }
      for _ in 0..<10 {
        let (one, other) = (first.sample(item.logits), second.sample(item.logits, all))
        try require(one.0 == other.0, "\(one) \(other)")
      }
    }
  }

  @Test("Top-p draws from the smallest set of most probable tokens with enough mass")
  func nucleus() throws {
    try forAll(count: 100, randomCase) { item in
      let parameters = SamplingParameters(topP: 0.7, seed: item.parameters.seed)
      var sampler = try Sampler(parameters: parameters, vocabularySize: item.logits.count)
      let order = item.logits.indices.sorted {
        (-item.logits[$0], $0) < (-item.logits[$1], $1)
      }
      let weights = order.map { Exponential.exp(Double(item.logits[$0]) - 6) }
      let total = weights.reduce(0, +)
      var (mass, kept) = (0.0, 0)
      while mass < Double(Float(0.7)) * total {
        mass += weights[kept]
        kept += 1
      }
      let nucleus = Set(order.prefix(kept).map { Int32($0) })
      for _ in 0..<50 {
        let token = sampler.sample(item.logits).0
        try require(nucleus.contains(token), "\(token) is not in \(nucleus)")
      }
    }
  }

  @Test(
    "Frequencies follow the distribution: chi-square below its 0.999 quantile",
    arguments: [1, 0.5, 2] as [Float])
  func frequencies(temperature: Float) throws {
    let logits: [Float] = [0, 1, -1, 0.5, 2, -0.5, 1.5, 0]
    let weights = logits.map { Exponential.exp(Double(($0 - 2) / temperature)) }
    let total = weights.reduce(0, +)
    let draws = 20_000
    // Both ways of drawing: by id, and by rank from the heap.
    for topP in [1, 0.999_999] as [Float] {
      let parameters = SamplingParameters(temperature: temperature, topP: topP, seed: 3)
      var sampler = try Sampler(parameters: parameters, vocabularySize: 8)
      var counts = [Int](repeating: 0, count: 8)
      for _ in 0..<draws { counts[Int(sampler.sample(logits).0)] += 1 }
      let chiSquare = zip(counts, weights).reduce(0.0) { sum, pair in
        let expected = pair.1 / total * Double(draws)
        return sum + (Double(pair.0) - expected) * (Double(pair.0) - expected) / expected
      }
      // 7 degrees of freedom.
      #expect(chiSquare < 24.32)
    }
  }
}
