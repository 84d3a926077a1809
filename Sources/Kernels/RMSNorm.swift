import CKernels

/// Root-mean-square normalisation by rows: y = x / sqrt(mean(x²) + ε) · w.
///
/// Source: Zhang and Sennrich, arXiv 1910.07467, equation 4. `x`, `out`, `dout`, `dx` (rows,
/// columns); `weight`, `dweight` (columns).
public enum RMSNorm {
  /// Writes the normalised rows; `out` may be `x` itself.
  public static func forward(
    _ out: MutableFloats, _ x: Floats, weight: Floats, rows: Int, columns: Int, epsilon: Float,
    path: KernelPath = .best
  ) {
    nl_rmsnorm_forward(out, x, weight, rows, columns, epsilon, path.rawValue)
  }

  /// Adds the gradients to `dx` and `dweight`; no aliasing.
  ///
  /// dx += s·w·dy − x·s³/n·Σ(w·dy·x), dw += Σ over rows of dy·x·s, s = 1/sqrt(mean(x²) + ε).
  public static func backward(
    _ dx: MutableFloats, dweight: MutableFloats, _ dout: Floats, x: Floats, weight: Floats,
    rows: Int, columns: Int, epsilon: Float, path: KernelPath = .best
  ) {
    nl_rmsnorm_backward(dx, dweight, dout, x, weight, rows, columns, epsilon, path.rawValue)
  }
}
