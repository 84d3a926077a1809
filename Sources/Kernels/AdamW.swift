import CKernels
import Glibc

/// The AdamW optimiser on flat buffers.
///
/// m = β₁m + (1−β₁)g, v = β₂v + (1−β₂)g², p = p(1 − lr·decay) − lr · m̂ / (√v̂ + ε) with
/// m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ). Source: Loshchilov and Hutter, arXiv 1711.05101, algorithm 2.
public enum AdamW {
  /// Makes step number `step` (the first is 1) on `count` parameters.
  ///
  /// All buffers are (count) and distinct; `gradientScale` multiplies the gradient before use.
  public static func update(
    _ parameters: MutableFloats, gradients: Floats, firstMoment: MutableFloats,
    secondMoment: MutableFloats, count: Int, step: Int, learningRate: Float, beta1: Float,
    beta2: Float, epsilon: Float, decay: Float, gradientScale: Float, path: KernelPath = .best
  ) {
    let settings = nl_adamw_settings(
      learning_rate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, decay: decay,
      gradient_scale: gradientScale,
      correction1: Float(1 / (1 - pow(Double(beta1), Double(step)))),
      correction2: Float(1 / (1 - pow(Double(beta2), Double(step)))))
    nl_adamw(
      parameters, gradients, firstMoment, secondMoment, count, settings, path.rawValue)
  }
}
