/// Probabilities and log odds, computed without the C library so that every machine gets equal
/// bits.
public enum Logistic {
  /// e^x as 2^k · e^r with |r| ≤ ln 2 / 2, e^r by its series; 0 and ∞ outside ±700.
  public static func exponential(_ x: Double) -> Double {
    if x < -700 { return 0 }
    if x > 700 { return .infinity }
    let power = (x / Self.ln2).rounded()
    let rest = x - power * Self.ln2
    var term = 1.0
    var sum = 1.0
    for order in 1...16 {
      term *= rest / Double(order)
      sum += term
    }
    return sum * Double(sign: .plus, exponent: Int(power), significand: 1)
  }

  /// The probability with log odds `x`: 1 / (1 + e^-x).
  public static func probability(_ x: Double) -> Double { 1 / (1 + exponential(-x)) }

  /// The shift that makes the probabilities of `odds` sum to `total`, found by halving an interval.
  ///
  /// - Parameters:
  ///   - odds: Log odds.
  ///   - total: The sum wanted, below the number of odds.
  /// - Returns: A number to add to each of the odds, exact to 2^-20, within ±40.
  static func shift(_ odds: [Double], total: Double) -> Double {
    var low = -40.0, high = 40.0
    for _ in 0..<27 {
      let middle = (low + high) / 2
      if sum(odds, middle, limit: total) > total { high = middle } else { low = middle }
    }
    return (low + high) / 2
  }

  /// The sum of probabilities, as far as it takes to pass `limit`.
  private static func sum(_ odds: [Double], _ shift: Double, limit: Double) -> Double {
    var sum = 0.0
    for one in odds where one + shift > -30 {
      sum += probability(one + shift)
      if sum > limit { break }
    }
    return sum
  }

  private static let ln2 = 0.693147180559945309417
}
