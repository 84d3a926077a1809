import CKernels

/// Causal self-attention over one whole sequence, forward and backward, as training needs it.
///
/// A sequence may branch: rows of a branch see the trunk and their own branch, not each other, as
/// if each branch alone followed the trunk.
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

  /// Where a sequence of rows branches.
  public struct Branches: Equatable, Sendable {
    /// The rows that every branch sees.
    public var trunk: Int
    /// The first rows of all branches but the first, ascending; the first follows the trunk.
    public var starts: [Int]

    /// Describes the branches; none is a plain sequence.
    public init(trunk: Int = 0, starts: [Int] = []) {
      self.trunk = trunk
      self.starts = starts
    }
  }

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
  /// two rotated already. Rows before `firstRow`, which is in the trunk, serve as keys and values
  /// only; their outputs are not written. No aliasing.
  public func forward(
    _ out: MutableFloats, logSumExp: MutableFloats, joined: Floats, rows: Int,
    firstRow: Int = 0, branches: Branches = Branches(), workspace: MutableFloats,
    path: KernelPath = .best
  ) {
    let blocks = Self.blocks(rows, firstRow, branches)
    for head in 0..<heads {
      let place = Place(self, head)
      for block in blocks {
        scores(workspace, joined, place, block, rows)
        nl_causal_softmax(
          workspace, logSumExp + head * rows + block.start, block.count, block.keys, rows,
          block.first, scale, path.rawValue)
        for span in block.spans {
          MatrixMultiply.times(
            out + block.start * queryWidth + place.query, workspace + span.column,
            joined + span.row * joinedWidth + place.value, rows: block.count, columns: headSize,
            inner: span.count, accumulate: span.column > 0, outStride: queryWidth, aStride: rows,
            bStride: joinedWidth)
        }
      }
    }
  }

  /// Writes `djoined`, the gradient of the joined rows after rotation.
  ///
  /// `djoined` is (T, (H + 2 KV)·D); `dout`, `out` (T, H·D); `logSumExp` (H, T) from
  /// the forward pass with the same `firstRow` and `branches`; before the first row `dout` counts
  /// as 0. No aliasing.
  public func backward(
    _ djoined: MutableFloats, _ dout: Floats, out: Floats, logSumExp: Floats, joined: Floats,
    rows: Int, firstRow: Int = 0, branches: Branches = Branches(), workspace: MutableFloats,
    path: KernelPath = .best
  ) {
    djoined.update(repeating: 0, count: rows * joinedWidth)
    let blocks = Self.blocks(rows, firstRow, branches)
    for head in 0..<heads {
      for block in blocks {
        backwardBlock(
          djoined, dout, out, logSumExp, joined, Place(self, head), block, rows, workspace, path)
      }
    }
  }

  private func backwardBlock(
    _ djoined: MutableFloats, _ dout: Floats, _ out: Floats, _ logSumExp: Floats,
    _ joined: Floats, _ place: Place, _ block: Block, _ rows: Int, _ workspace: MutableFloats,
    _ path: KernelPath
  ) {
    let p = workspace
    let ds = workspace + Self.blockRows * rows
    let delta = ds + Self.blockRows * rows
    let dhead = dout + block.start * queryWidth + place.query
    let head = out + block.start * queryWidth + place.query
    for row in 0..<block.count {
      delta[row] = VectorMath.dot(
        dhead + row * queryWidth, head + row * queryWidth, count: headSize, path: path)
    }
    scores(p, joined, place, block, rows)
    nl_causal_probabilities(
      p, logSumExp + place.head * rows + block.start, block.count, block.keys, rows, block.first,
      scale, path.rawValue)
    for span in block.spans {
      MatrixMultiply.transposedTimes(
        djoined + span.row * joinedWidth + place.value, p + span.column, dhead, rows: span.count,
        columns: headSize, inner: block.count, accumulate: true, outStride: joinedWidth,
        aStride: rows, bStride: queryWidth)
      MatrixMultiply.timesTransposed(
        ds + span.column, dhead, joined + span.row * joinedWidth + place.value,
        rows: block.count, columns: span.count, inner: headSize, outStride: rows,
        aStride: queryWidth, bStride: joinedWidth)
    }
    nl_softmax_backward(ds, p, delta, block.count, block.keys, rows, scale, path.rawValue)
    for span in block.spans {
      MatrixMultiply.times(
        djoined + block.start * joinedWidth + place.query, ds + span.column,
        joined + span.row * joinedWidth + place.key, rows: block.count, columns: headSize,
        inner: span.count, accumulate: span.column > 0, outStride: joinedWidth, aStride: rows,
        bStride: joinedWidth)
      MatrixMultiply.transposedTimes(
        djoined + span.row * joinedWidth + place.key, ds + span.column,
        joined + block.start * joinedWidth + place.query, rows: span.count, columns: headSize,
        inner: block.count, accumulate: true, outStride: joinedWidth, aStride: rows,
        bStride: joinedWidth)
    }
  }

  // Raw scores Q Kᵀ of one block against the keys it sees.
  private func scores(
    _ out: MutableFloats, _ joined: Floats, _ place: Place, _ block: Block, _ rows: Int
  ) {
    for span in block.spans {
      MatrixMultiply.timesTransposed(
        out + span.column, joined + block.start * joinedWidth + place.query,
        joined + span.row * joinedWidth + place.key, rows: block.count, columns: span.count,
        inner: headSize, outStride: rows, aStride: joinedWidth, bStride: joinedWidth)
    }
  }

  // Query rows that are computed together, and the keys they see up to the block's end.
  private struct Block {
    // The first query row, and how many.
    let start: Int
    let count: Int
    // Runs of keys: their first row, their first column among the scores, how many.
    let spans: [(row: Int, column: Int, count: Int)]
    // The column of the first query row itself.
    let first: Int
    var keys: Int { first + count }
  }

  private static func blocks(_ rows: Int, _ firstRow: Int, _ branches: Branches) -> [Block] {
    let starts = [0] + branches.starts
    let ends = branches.starts + [rows]
    return zip(starts, ends).flatMap { start, end in
      stride(from: max(start, firstRow), to: end, by: blockRows).map { row in
        let count = min(blockRows, end - row)
        let trunk = start > 0 ? branches.trunk : 0
        let own = (row: start, column: trunk, count: row + count - start)
        return Block(
          start: row, count: count, spans: trunk > 0 ? [(0, 0, trunk), own] : [own],
          first: trunk + row - start)
      }
    }
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
