import CKernels

/// Causal self-attention over one whole sequence, forward and backward, as training needs it.
///
/// For each head, O = softmax(Q Kᵀ / √D + causal mask) V. Rows of queries are taken in blocks and
/// see only the keys up to the block's end, so about half of the square is never computed. The
/// forward pass keeps the log-sum-exp of each row, from which the backward pass makes the
/// probabilities again instead of storing T² of them.
/// Source: Dao et al., arXiv 2205.14135, for the recomputation and δ = Σ dO·O.
public struct Attention: Sendable {
  /// H, the number of query heads.
  public let heads: Int
  /// Key and value heads; head h reads number h / (H / KV).
  public let keyValueHeads: Int
  /// D, the channels of one head.
  public let headSize: Int
  /// Query rows of one block.
  public static let blockRows = 64

  /// Describes the heads.
  public init(heads: Int, keyValueHeads: Int, headSize: Int) {
    precondition(heads % keyValueHeads == 0, "\(keyValueHeads) do not divide \(heads) heads")
    self.heads = heads
    self.keyValueHeads = keyValueHeads
    self.headSize = headSize
  }

  /// Floats that `workspace` must hold for sequences of up to `rows` tokens.
  public static func workspaceCount(rows: Int) -> Int { 2 * blockRows * rows + blockRows }

  /// The width of one row of joined queries, keys and values: (H + 2 KV) · D.
  public var joinedWidth: Int { (heads + 2 * keyValueHeads) * headSize }

  private var queryWidth: Int { heads * headSize }
  private var scale: Float { 1 / Float(headSize).squareRoot() }

  /// Writes `out` (T, H·D) and `logSumExp` (H, T).
  ///
  /// `joined` (T, (H + 2 KV)·D) holds in each row the queries, then keys, then values, the first
  /// two rotated already. Rows before `firstRow` serve as keys and values only; their outputs are
  /// not written. No aliasing.
  public func forward(
    _ out: MutableFloats, logSumExp: MutableFloats, joined: Floats, rows: Int,
    firstRow: Int = 0, workspace: MutableFloats, path: KernelPath = .best
  ) {
    for head in 0..<heads {
      let place = Place(self, head)
      for start in stride(from: firstRow, to: rows, by: Self.blockRows) {
        let block = min(Self.blockRows, rows - start)
        let keys = start + block
        scores(workspace, joined, place, start, block, rows)
        nl_causal_softmax(
          workspace, logSumExp + head * rows + start, block, keys, rows, start, scale,
          path.rawValue)
        MatrixMultiply.times(
          out + start * queryWidth + place.query, workspace, joined + place.value, rows: block,
          columns: headSize, inner: keys, outStride: queryWidth, aStride: rows,
          bStride: joinedWidth)
      }
    }
  }

  /// Writes `djoined`, the gradient of the joined rows after rotation.
  ///
  /// `djoined` is (T, (H + 2 KV)·D); `dout`, `out` (T, H·D); `logSumExp` (H, T) from
  /// the forward pass with the same `firstRow`, before which `dout` counts as 0. No aliasing.
  public func backward(
    _ djoined: MutableFloats, _ dout: Floats, out: Floats, logSumExp: Floats, joined: Floats,
    rows: Int, firstRow: Int = 0, workspace: MutableFloats, path: KernelPath = .best
  ) {
    djoined.update(repeating: 0, count: rows * joinedWidth)
    for head in 0..<heads {
      for start in stride(from: firstRow, to: rows, by: Self.blockRows) {
        backwardBlock(
          djoined, dout, out, logSumExp, joined, Place(self, head), start, rows, workspace, path)
      }
    }
  }

  private func backwardBlock(
    _ djoined: MutableFloats, _ dout: Floats, _ out: Floats, _ logSumExp: Floats,
    _ joined: Floats, _ place: Place, _ start: Int, _ rows: Int, _ workspace: MutableFloats,
    _ path: KernelPath
  ) {
    let block = min(Self.blockRows, rows - start)
    let keys = start + block
    let p = workspace
    let ds = workspace + Self.blockRows * rows
    let delta = ds + Self.blockRows * rows
    let dhead = dout + start * queryWidth + place.query
    let head = out + start * queryWidth + place.query
    for row in 0..<block {
      delta[row] = VectorMath.dot(
        dhead + row * queryWidth, head + row * queryWidth, count: headSize, path: path)
    }
    scores(p, joined, place, start, block, rows)
    nl_causal_probabilities(
      p, logSumExp + place.head * rows + start, block, keys, rows, start, scale, path.rawValue)
    MatrixMultiply.transposedTimes(
      djoined + place.value, p, dhead, rows: keys, columns: headSize, inner: block,
      accumulate: true, outStride: joinedWidth, aStride: rows, bStride: queryWidth)
    MatrixMultiply.timesTransposed(
      ds, dhead, joined + place.value, rows: block, columns: keys, inner: headSize,
      outStride: rows, aStride: queryWidth, bStride: joinedWidth)
    nl_softmax_backward(ds, p, delta, block, keys, rows, scale, path.rawValue)
    MatrixMultiply.times(
      djoined + start * joinedWidth + place.query, ds, joined + place.key, rows: block,
      columns: headSize, inner: keys, outStride: joinedWidth, aStride: rows, bStride: joinedWidth)
    MatrixMultiply.transposedTimes(
      djoined + place.key, ds, joined + start * joinedWidth + place.query, rows: keys,
      columns: headSize, inner: block, accumulate: true, outStride: joinedWidth, aStride: rows,
      bStride: joinedWidth)
  }

  // Raw scores Q Kᵀ of one block against all keys up to its end.
  private func scores(
    _ out: MutableFloats, _ joined: Floats, _ place: Place, _ start: Int, _ block: Int,
    _ rows: Int
  ) {
    MatrixMultiply.timesTransposed(
      out, joined + start * joinedWidth + place.query, joined + place.key, rows: block,
      columns: start + block, inner: headSize, outStride: rows, aStride: joinedWidth,
      bStride: joinedWidth)
  }

  // Where one head's parts begin in a joined row.
  private struct Place {
    let head: Int
    let query: Int
    let key: Int
    let value: Int

    init(_ attention: Attention, _ head: Int) {
      let group = head / (attention.heads / attention.keyValueHeads)
      self.head = head
      query = head * attention.headSize
      key = (attention.heads + group) * attention.headSize
      value = key + attention.keyValueHeads * attention.headSize
    }
  }
}
