import CKernels

/// The gated unit of the feed-forward part: out = silu(gate) · up, silu(g) = g / (1 + e^(−g)).
///
/// Source: Shazeer, arXiv 2002.05202, section 2. Relative error below 1e-6.
public enum SwiGLU {
  /// Computes `count` elements; `out` may be `gate` or `up` itself.
  public static func forward(
    _ out: MutableFloats, gate: Floats, up: Floats, count: Int, path: KernelPath = .best
  ) {
    nl_swiglu_forward(out, gate, up, count, path.rawValue)
  }

  /// Writes the gradients of gate and up; `dgate` may be `gate` and `dup` may be `up`.
  ///
  /// With q = 1 / (1 + e^(−g)): dgate = dout·up·(q + g·q·(1 − q)), dup = dout·g·q.
  public static func backward(
    dgate: MutableFloats, dup: MutableFloats, _ dout: Floats, gate: Floats, up: Floats,
    count: Int, path: KernelPath = .best
  ) {
    nl_swiglu_backward(dgate, dup, dout, gate, up, count, path.rawValue)
  }
}
