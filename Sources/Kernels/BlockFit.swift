/// Fits of small integers to a run of numbers, by least squares over a few candidate scales.
///
/// Source: the searches of ggml-org/ggml, ggml-quants.c, `make_qx_quants` and `make_qkx2_quants`.
/// Differs: every number weighs the same. Numbers that are not finite give a scale of 0.
enum BlockFit {
  /// The integer nearest to `x` in `range`, ties to the even one; not a number gives the least.
  ///
  /// Adding 1.5 · 2²³ leaves no bits for a fraction.
  static func nearest(_ x: Float, _ range: ClosedRange<Float>) -> Float {
    let raised = x > range.lowerBound ? x : range.lowerBound
    let bounded = raised < range.upperBound ? raised : range.upperBound
    return (bounded + 12_582_912) - 12_582_912
  }

  /// The scale d for which d · q comes nearest to `x` (count), q in -`half` ..< `half`.
  static func symmetric(_ x: Floats, count: Int, half: Float) -> Float {
    var extreme: Float = 0
    for i in 0..<count where abs(x[i]) > abs(extreme) { extreme = x[i] }
    var (best, scale) = (Float(0), Float(0))
    for step in -9...9 {
      let inverse = -(half + 0.1 * Float(step)) / extreme
      guard inverse.isFinite, inverse != 0 else { return 0 }
      var (products, squares) = (Float(0), Float(0))
      for i in 0..<count {
        let q = nearest(inverse * x[i], -half...half - 1)
        products += q * x[i]
        squares += q * q
      }
      // The squared error of the best d for these q is Σ x² - products² / squares.
      guard squares > 0, products * products > best * squares else { continue }
      best = products * products / squares
      scale = products / squares
    }
    return scale
  }

  /// The scale d ≥ 0 and minimum m for which d · q + m comes nearest to `x` (count).
  ///
  /// q is in 0 … `levels`; with `below` m is at most 0.
  static func affine(
    _ x: Floats, count: Int, levels: Float, below: Bool
  ) -> (scale: Float, minimum: Float) {
    var (low, high, sum) = (x[0], x[0], Float(0))
    for i in 0..<count {
      low = min(low, x[i])
      high = max(high, x[i])
      sum += x[i]
    }
    if below { low = min(low, 0) }
    guard high > low, (high - low).isFinite, sum.isFinite else {
      return (0, low.isFinite ? low : 0)
    }
    var best: (gain: Float, scale: Float, minimum: Float) = (-.infinity, 0, low)
    for step in 0...20 {
      let inverse = (levels - 1 + 0.1 * Float(step)) / (high - low)
      guard inverse.isFinite else { break }
      var (q1, q2, qx) = (Float(0), Float(0), Float(0))
      for i in 0..<count {
        let q = nearest(inverse * (x[i] - low), 0...levels)
        q1 += q
        q2 += q * q
        qx += q * x[i]
      }
      let n = Float(count)
      let determinant = n * q2 - q1 * q1
      guard determinant > 0 else { continue }
      var scale = (n * qx - q1 * sum) / determinant
      var minimum = (sum * q2 - q1 * qx) / determinant
      if below, minimum > 0 { (scale, minimum) = (qx / q2, 0) }
      // The squared error is Σ x² less this.
      let gain = scale * qx + minimum * sum
      if gain > best.gain, scale >= 0 { best = (gain, scale, minimum) }
    }
    return (best.scale, best.minimum)
  }
}
