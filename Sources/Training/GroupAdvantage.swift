/// How much better than its group each answer is.
///
/// Source: ComfyUI-R1 (arXiv 2506.09790), section 3.4: Aᵢ = (rᵢ − mean r) / std r. Differs: nothing;
/// the deviation, which the paper leaves open, is the population's, and a group whose deviation is
/// below ``flatDeviation`` has nothing to teach.
public enum GroupAdvantage {
  /// Below this deviation a group counts as flat.
  public static let flatDeviation = 1e-6

  /// The advantages of a group, all 0 when it is flat.
  ///
  /// - Parameter rewards: One reward an answer.
  /// - Returns: One advantage an answer.
  public static func advantages(_ rewards: [Double]) -> [Double] {
    let count = Double(max(rewards.count, 1))
    let mean = rewards.reduce(0, +) / count
    let variance = rewards.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let deviation = variance.squareRoot()
    guard deviation >= flatDeviation else { return rewards.map { _ in 0 } }
    return rewards.map { ($0 - mean) / deviation }
  }
}
