/// Draws from continuous distributions, the same bits on every machine: nothing but arithmetic of
/// IEEE 754 and ``Exponential`` is used.
extension SeededGenerator {
  /// A number of the standard normal distribution; two draws or more.
  ///
  /// Source: Marsaglia and Bray, SIAM Review 6(3), 1964 (the polar method). Differs: the second
  /// number of each pair is thrown away, so that the state stays one word.
  public mutating func nextNormal() -> Double {
    while true {
      let x = 2 * nextUnit() - 1
      let y = 2 * nextUnit() - 1
      let square = x * x + y * y
      if square > 0, square < 1 {
        return x * (-2 * Exponential.log(square) / square).squareRoot()
      }
    }
  }

  /// A number of the gamma distribution with scale 1.
  ///
  /// Source: Marsaglia and Tsang, ACM TOMS 26(3), 2000 (doi:10.1145/358407.358414).
  ///
  /// - Parameter shape: At least 1, where the method holds.
  /// - Returns: A number above 0; its mean is `shape`.
  public mutating func nextGamma(shape: Double) -> Double {
    precondition(shape >= 1, "the method needs a shape of at least 1, not \(shape)")
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = nextNormal()
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      // A unit may be 0, which has no logarithm; 1 less it is in (0, 1].
      let logUnit = Exponential.log(1 - nextUnit())
      if logUnit < x * x / 2 + d - d * v + d * Exponential.log(v) { return d * v }
    }
  }
}
