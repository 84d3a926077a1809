import CKernels

/// Sums over whole buffers, in an order fixed by the count alone.
public enum VectorMath {
  /// Adds `x` to `out`, `count` elements each.
  public static func add(_ out: MutableFloats, _ x: Floats, count: Int) {
    nl_add(out, x, count, 0)
  }

  /// The sum of squares in double precision.
  public static func squaredNorm(_ x: Floats, count: Int, path: KernelPath = .best) -> Double {
    nl_squared_norm(x, count, path.rawValue)
  }

  /// The inner product Σ aᵢ bᵢ.
  public static func dot(_ a: Floats, _ b: Floats, count: Int, path: KernelPath = .best) -> Float {
    nl_dot(a, b, count, path.rawValue)
  }
}
