import COpenBLAS

/// Products of row-major float matrices, over OpenBLAS.
///
/// `out` may not alias `a` or `b`. With `accumulate` the product is added to `out`. The optional
/// strides are the distance in floats from one row to the next where a matrix is part of a wider
/// one. Call ``useOneThread()`` once per process that computes on threads of its own.
public enum MatrixMultiply {
  /// Keeps OpenBLAS from starting threads of its own; speed and summation order depend on it.
  public static func useOneThread() { openblas_set_num_threads(1) }

  /// Computes out (M, N) = a (M, K) · b (N, K)ᵀ, the product with a weight matrix: y = x Wᵀ.
  public static func timesTransposed(
    _ out: MutableFloats, _ a: Floats, _ b: Floats, rows: Int, columns: Int, inner: Int,
    accumulate: Bool = false, outStride: Int? = nil, aStride: Int? = nil, bStride: Int? = nil
  ) {
    let beta: Float = accumulate ? 1 : 0
    if rows == 1 {
      cblas_sgemv(
        CblasRowMajor, CblasNoTrans, Int32(columns), Int32(inner), 1, b, Int32(bStride ?? inner),
        a, 1, beta, out, 1)
      return
    }
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, Int32(rows), Int32(columns), Int32(inner), 1, a,
      Int32(aStride ?? inner), b, Int32(bStride ?? inner), beta, out, Int32(outStride ?? columns))
  }

  /// Computes out (M, N) = a (M, K) · b (K, N), the gradient of an input: dx = dy W.
  public static func times(
    _ out: MutableFloats, _ a: Floats, _ b: Floats, rows: Int, columns: Int, inner: Int,
    accumulate: Bool = false, outStride: Int? = nil, aStride: Int? = nil, bStride: Int? = nil
  ) {
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(rows), Int32(columns), Int32(inner), 1, a,
      Int32(aStride ?? inner), b, Int32(bStride ?? columns), accumulate ? 1 : 0, out,
      Int32(outStride ?? columns))
  }

  /// Computes out (M, N) = a (K, M)ᵀ · b (K, N), the gradient of a weight: dW = dyᵀ x.
  public static func transposedTimes(
    _ out: MutableFloats, _ a: Floats, _ b: Floats, rows: Int, columns: Int, inner: Int,
    accumulate: Bool = false, outStride: Int? = nil, aStride: Int? = nil, bStride: Int? = nil
  ) {
    cblas_sgemm(
      CblasRowMajor, CblasTrans, CblasNoTrans, Int32(rows), Int32(columns), Int32(inner), 1, a,
      Int32(aStride ?? rows), b, Int32(bStride ?? columns), accumulate ? 1 : 0, out,
      Int32(outStride ?? columns))
  }
}
