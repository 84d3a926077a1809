import CKernels

/// Cross entropy over rows of logits, fused with its gradient.
public enum CrossEntropy {
  /// Returns Σ over rows of −log p(target), and leaves `logits` as they are.
  ///
  /// `logits` (rows, V); `targets` (rows), each in 0 ..< V. Summed in double, row by row.
  public static func loss(
    _ logits: Floats, targets: UnsafePointer<Int32>, rows: Int, vocabulary: Int,
    path: KernelPath = .best
  ) -> Double {
    let readable = MutableFloats(mutating: logits)
    var sum = 0.0
    for row in 0..<rows {
      let target = checked(targets[row], vocabulary)
      sum += Double(
        nl_cross_entropy_row(
          readable + row * vocabulary, vocabulary, target, 0, 0, path.rawValue))
    }
    return sum
  }

  /// Writes −log p(target) of every row to `out` (rows) and leaves `logits` as they are.
  public static func losses(
    _ out: MutableFloats, _ logits: Floats, targets: UnsafePointer<Int32>, rows: Int,
    vocabulary: Int, path: KernelPath = .best
  ) {
    let readable = MutableFloats(mutating: logits)
    for row in 0..<rows {
      let target = checked(targets[row], vocabulary)
      out[row] = nl_cross_entropy_row(
        readable + row * vocabulary, vocabulary, target, 0, 0, path.rawValue)
    }
  }

  /// Returns the sum of losses and turns `logits` into weight · (softmax − onehot(target)).
  ///
  /// That is the gradient of weight · Σ losses; with `rowWeights` (rows) each row has its own
  /// further factor. Weights do not enter the returned sum.
  public static func gradient(
    _ logits: MutableFloats, targets: UnsafePointer<Int32>, rows: Int, vocabulary: Int,
    weight: Float, rowWeights: Floats? = nil, path: KernelPath = .best
  ) -> Double {
    var sum = 0.0
    for row in 0..<rows {
      let target = checked(targets[row], vocabulary)
      let factor = weight * (rowWeights?[row] ?? 1)
      sum += Double(
        nl_cross_entropy_row(
          logits + row * vocabulary, vocabulary, target, factor, 1, path.rawValue))
    }
    return sum
  }

  private static func checked(_ target: Int32, _ vocabulary: Int) -> Int {
    precondition(
      target >= 0 && Int(target) < vocabulary,
      "target \(target) lies outside a vocabulary of \(vocabulary)")
    return Int(target)
  }
}
