import Kernels

/// GRPO's objective of one answer, to be made large, and its slope in each token's log probability.
///
/// With lₜ, oₜ and fₜ the log probabilities of token t under the policy, the policy that answered and
/// the reference, ρ = exp(l − o) and D = exp(f − l) − (f − l) − 1:
///
///     J = min(ρ A, clip(ρ, 1 − ε, 1 + ε) A) − β D
///
/// Source: ComfyUI-R1 (arXiv 2506.09790), section 3.4. Differs: in ``Unit/token`` J is the mean over
/// the tokens of their own ρ and D, since those of whole answers overflow.
public struct PolicyObjective: Equatable, Sendable {
  /// What a ratio is taken of.
  public enum Unit: String, Sendable, CaseIterable {
    /// Each token; J is the mean.
    case token
    /// The whole answer, as printed in the paper.
    case sequence
  }

  /// ε: how far ρ may leave 1 before it stops to count.
  public var clipRange: Double
  /// β: the price of leaving the reference.
  public var divergencePrice: Double
  /// What a ratio is taken of.
  public var unit: Unit

  /// Describes an objective; the defaults are the paper's numbers.
  public init(clipRange: Double = 0.2, divergencePrice: Double = 0.001, unit: Unit = .token) {
    self.clipRange = clipRange
    self.divergencePrice = divergencePrice
    self.unit = unit
  }

  /// What one answer contributes.
  public struct Terms: Equatable, Sendable {
    /// ∂J / ∂lₜ for each token.
    public var slopes: [Float]
    /// J.
    public var value: Double
    /// D, the mean over tokens in ``Unit/token``.
    public var divergence: Double
    /// The share of ratios that no longer count.
    public var clipped: Double
    /// The mean semantic loss of a token, which is no part of J; 0 where it has no price.
    public var semanticLoss: Float = 0
  }

  /// The terms of one answer.
  ///
  /// - Parameters:
  ///   - now: lₜ.
  ///   - old: oₜ, as many.
  ///   - reference: fₜ, as many.
  ///   - advantage: A.
  /// - Returns: Value and slopes; all 0 for an answer without tokens.
  public func terms(
    now: [Float], old: [Float], reference: [Float], advantage: Double
  ) -> Terms {
    var terms = Terms(slopes: [], value: 0, divergence: 0, clipped: 0)
    switch unit {
    case .token:
      let share = 1 / Double(max(now.count, 1))
      for t in now.indices {
        let l = Double(now[t])
        let one = term(
          ratio: l - Double(old[t]), distance: Double(reference[t]) - l, advantage: advantage)
        terms.slopes.append(Float(one.slope * share))
        terms.value += one.value * share
        terms.divergence += one.divergence * share
        terms.clipped += one.isClipped ? share : 0
      }
    case .sequence:
      func sum(_ values: [Float]) -> Double { values.reduce(0) { $0 + Double($1) } }
      let l = sum(now)
      let one = term(ratio: l - sum(old), distance: sum(reference) - l, advantage: advantage)
      terms.slopes = now.map { _ in Float(one.slope) }
      terms.value = one.value
      terms.divergence = one.divergence
      terms.clipped = one.isClipped ? 1 : 0
    }
    return terms
  }

  /// Differences of whole answers are cut here, so that their exponential stays finite.
  private static let widest = 30.0

  private func term(
    ratio: Double, distance: Double, advantage: Double
  ) -> (value: Double, slope: Double, divergence: Double, isClipped: Bool) {
    let rho = ScalarMath.exponential(min(max(ratio, -Self.widest), Self.widest))
    let d = min(max(distance, -Self.widest), Self.widest)
    let odds = ScalarMath.exponential(d)
    let isClipped = advantage > 0 ? rho > 1 + clipRange : advantage < 0 && rho < 1 - clipRange
    let bounded = min(max(rho, 1 - clipRange), 1 + clipRange)
    let divergence = odds - d - 1
    return (
      min(rho * advantage, bounded * advantage) - divergencePrice * divergence,
      (isClipped ? 0 : rho * advantage) + divergencePrice * (odds - 1), divergence, isClipped
    )
  }
}
