import CKernels

/// Softmax by rows.
public enum Softmax {
  /// Turns each row of `x` (rows, columns) into exp(x − max) / Σ in place.
  ///
  /// Relative error below 4e-7. A row of −∞ alone gives no meaningful numbers.
  public static func forward(_ x: MutableFloats, rows: Int, columns: Int, path: KernelPath = .best)
  {
    nl_softmax(x, rows, columns, path.rawValue)
  }
}
