/// Draws one token from logits.
///
/// Deterministic: the same seed, logits and masks give the same tokens. Each call of
/// ``sample(logits:allowed:isLikeliest:)`` makes exactly one draw from the generator, also when
/// temperature is 0 or the mask leaves no choice, so that the n-th token depends on the n-th draw.
/// No memory is allocated after the first call.
public struct Sampler: Sendable {
  /// How tokens are drawn.
  public let parameters: SamplingParameters
  /// The number of logits, V.
  public let vocabularySize: Int
  /// The source of random numbers; a snapshot carries its state.
  public var generator: SeededGenerator
  private var candidates: [Candidate]
  private var seen: TokenMask

  /// Starts the sequence of `parameters.seed`.
  ///
  /// - Throws: ``SamplingError`` when a parameter is out of range.
  public init(parameters: SamplingParameters, vocabularySize: Int) throws(SamplingError) {
    try parameters.check()
    self.parameters = parameters
    self.vocabularySize = vocabularySize
    generator = SeededGenerator(seed: parameters.seed)
    let none = Candidate(token: 0, score: 0, weight: 0)
    candidates = [Candidate](repeating: none, count: vocabularySize)
    seen = TokenMask(capacity: vocabularySize)
  }

  /// Tells the repetition penalty of a token that was not drawn here: of the prompt, or forced.
  public mutating func observe(_ token: Int32) { seen.insert(token) }

  /// Draws one token.
  ///
  /// The log-probability is that of the model under the mask alone: with z the logits as given
  /// and A the allowed tokens, log p(t) = z_t − log Σ_{a ∈ A} exp(z_a). Temperature, top-k,
  /// top-p, min-p and repetition penalty change which token is drawn, never this number. It is
  /// 0 when only one token is allowed.
  ///
  /// A logit that is no number counts as −∞, +∞ as the greatest finite number. When all allowed
  /// logits are −∞, all allowed tokens are equally probable.
  ///
  /// - Parameters:
  ///   - logits: (V); left as they are.
  ///   - allowed: The tokens that may be drawn; `nil` for all. At least one is needed.
  ///   - isLikeliest: Whether the likeliest one is taken, as at temperature 0.
  /// - Returns: An allowed token and its log-probability, at most 0.
  public mutating func sample(
    logits: UnsafeMutableBufferPointer<Float>, allowed: TokenMask? = nil, isLikeliest: Bool = false
  ) -> (token: Int32, logProbability: Float) {
    precondition(
      logits.count == vocabularySize && allowed?.capacity ?? vocabularySize == vocabularySize,
      "\(logits.count) logits and a mask over \(allowed?.capacity ?? logits.count) tokens"
        + " for a sampler over \(vocabularySize)")
    let unit = generator.nextUnit()
    if let only = allowed?.single {
      seen.insert(only)
      return (only, 0)
    }
    let count = gather(UnsafeBufferPointer(logits), allowed)
    precondition(count > 0, "the mask allows none of \(vocabularySize) tokens")
    let result = choose(count, UnsafeBufferPointer(logits), isLikeliest ? nil : unit)
    seen.insert(result.token)
    return result
  }

  private mutating func choose(
    _ count: Int, _ logits: UnsafeBufferPointer<Float>, _ unit: Double?
  ) -> (token: Int32, logProbability: Float) {
    // The buffer leaves `self` for a moment, as the helpers read `self` while it changes.
    var scratch: [Candidate] = []
    swap(&scratch, &candidates)
    defer { swap(&scratch, &candidates) }
    return scratch.withUnsafeMutableBufferPointer { buffer in
      let choices = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
      let logSum = logSumOfExponentials(choices)
      penalise(choices)
      let token = draw(from: choices, unit: unit)
      let logit = logSum.isUniform ? 0 : Double(usable(logits[Int(token)]))
      return (token, min(Float(logit - logSum.value), 0))
    }
  }
}

// MARK: - Preparing

extension Sampler {
  /// Fills `candidates` with the allowed tokens, ascending; returns how many there are.
  private mutating func gather(
    _ logits: UnsafeBufferPointer<Float>, _ allowed: TokenMask?
  ) -> Int {
    candidates.withUnsafeMutableBufferPointer { buffer in
      var count = 0
      func add(_ token: Int32) {
        let score = usable(logits[Int(token)])
        buffer[count] = Candidate(token: token, score: score, weight: 0)
        count += 1
      }
      if let allowed {
        allowed.forEach(add)
      } else {
        for token in 0..<Int32(logits.count) { add(token) }
      }
      return count
    }
  }

  /// log Σ exp(score), and whether all scores were −∞, in which case they become 0.
  private func logSumOfExponentials(
    _ choices: UnsafeMutableBufferPointer<Candidate>
  ) -> (value: Double, isUniform: Bool) {
    var highest = highestScore(choices)
    let isUniform = highest == -Float.infinity
    if isUniform {
      for index in choices.indices { choices[index].score = 0 }
      highest = 0
    }
    var sum = 0.0
    for choice in choices { sum += Exponential.exp(Double(choice.score) - Double(highest)) }
    return (Double(highest) + Exponential.log(sum), isUniform)
  }

  private func penalise(_ choices: UnsafeMutableBufferPointer<Candidate>) {
    guard let penalty = parameters.repetitionPenalty, penalty != 1 else { return }
    for index in choices.indices where seen.contains(choices[index].token) {
      let score = choices[index].score
      if score == -Float.infinity { continue }
      let changed = score > 0 ? score / penalty : score * penalty
      // A finite score stays finite, so that the highest one always has weight 1.
      let limit = Float.greatestFiniteMagnitude
      choices[index].score = max(-limit, min(changed, limit))
    }
  }
}

// MARK: - Drawing

extension Sampler {
  private func draw(
    from choices: UnsafeMutableBufferPointer<Candidate>, unit: Double?
  ) -> Int32 {
    guard let unit, parameters.temperature > 0 else { return mostProbable(choices) }
    let total = weigh(choices)
    let limit = parameters.topK > 0 ? min(parameters.topK, choices.count) : choices.count
    if limit == choices.count && parameters.topP == 1 {
      return pick(unit, fromAll: choices, total: total)
    }
    var heap = CandidateHeap(choices)
    var share = total
    if limit < choices.count {
      share = 0
      for _ in 0..<limit { share += heap.take()?.weight ?? 0 }
    }
    return pick(unit, from: &heap, limit: limit, mass: Double(parameters.topP) * share)
  }

  /// Sets the weights and returns their sum.
  private func weigh(_ choices: UnsafeMutableBufferPointer<Candidate>) -> Double {
    let highest = Double(highestScore(choices))
    let temperature = Double(parameters.temperature)
    var total = 0.0
    for index in choices.indices {
      let weight = Exponential.exp((Double(choices[index].score) - highest) / temperature)
      choices[index].weight = weight
      total += weight
    }
    return total
  }

  /// The draw without top-k and top-p: no order is needed.
  private func pick(
    _ unit: Double, fromAll choices: UnsafeMutableBufferPointer<Candidate>, total: Double
  ) -> Int32 {
    let floor = Double(parameters.minP)
    var kept = total
    if floor > 0 {
      kept = 0
      for choice in choices where choice.weight >= floor { kept += choice.weight }
    }
    var rest = unit * kept
    var last = choices[0].token
    for choice in choices where choice.weight > 0 && choice.weight >= floor {
      last = choice.token
      if rest < choice.weight { return last }
      rest -= choice.weight
    }
    return last
  }

  /// The draw among the most probable: at most `limit` of them, and no more than are needed to
  /// hold `mass`.
  private func pick(
    _ unit: Double, from heap: inout CandidateHeap, limit: Int, mass: Double
  ) -> Int32 {
    var count = 0
    var kept = 0.0
    while count < limit, count == 0 || kept < mass {
      if count == heap.taken, heap.take() == nil { break }
      let weight = heap[count].weight
      if weight == 0 || weight < Double(parameters.minP) { break }
      kept += weight
      count += 1
    }
    var rest = unit * kept
    for rank in 0..<count {
      let choice = heap[rank]
      if rest < choice.weight { return choice.token }
      rest -= choice.weight
    }
    return heap[count - 1].token
  }
}

// MARK: - Scores

/// The logit as a number that can be compared and summed.
@inline(__always)
private func usable(_ logit: Float) -> Float {
  logit.isNaN ? -Float.infinity : min(logit, Float.greatestFiniteMagnitude)
}

private func highestScore(_ choices: UnsafeMutableBufferPointer<Candidate>) -> Float {
  var highest = -Float.infinity
  for choice in choices where choice.score > highest { highest = choice.score }
  return highest
}

private func mostProbable(_ choices: UnsafeMutableBufferPointer<Candidate>) -> Int32 {
  var best = choices[0]
  for choice in choices where choice.precedes(best) { best = choice }
  return best.token
}
