import Foundation

/// The distribution over the next token that logits stand for.
struct NextToken {
  /// log p of every token, in nats (V).
  let logProbabilities: [Double]

  init(_ logits: UnsafeMutableBufferPointer<Float>) {
    let highest = Double(logits.max() ?? 0)
    let whole = highest + log(logits.reduce(0) { $0 + exp(Double($1) - highest) })
    logProbabilities = logits.map { Double($0) - whole }
  }

  /// The most probable token, the last of several.
  var likeliest: Int {
    logProbabilities.indices.max { logProbabilities[$0] < logProbabilities[$1] } ?? 0
  }

  /// KL(self ‖ other) = Σ p log(p / q), in nats.
  func divergence(from other: NextToken) -> Double {
    zip(logProbabilities, other.logProbabilities).reduce(0) { $0 + exp($1.0) * ($1.0 - $1.1) }
  }
}
