import CKernels

/// Softmax by rows.
public enum Softmax {
  /// Turns each row of `x` (rows, columns) into exp(x − max) / Σ in place.
  ///
  /// Relative error below 5e-7 + 6e-8 · |x − max|, the second part from rounding the difference.
  /// A row of −∞ alone gives no meaningful numbers.
  public static func forward(_ x: MutableFloats, rows: Int, columns: Int, path: KernelPath = .best)
  {
    nl_softmax(x, rows, columns, path.rawValue)
  }
}
