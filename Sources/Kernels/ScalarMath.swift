import Glibc

/// Elementary functions for the few scalars that upper rooms compute.
public enum ScalarMath {
  /// The cosine of an angle in radians.
  public static func cosine(_ x: Double) -> Double { cos(x) }

  /// The natural logarithm.
  public static func logarithm(_ x: Double) -> Double { log(x) }

  /// e raised to `x`.
  public static func exponential(_ x: Double) -> Double { exp(x) }
}
