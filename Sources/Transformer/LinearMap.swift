import Kernels

/// The input of several linear maps, rounded to int8 at most once.
final class LinearInput {
  private(set) var floats: Floats
  private(set) var rows = 0
  private(set) var columns = 0
  /// The input in int8, behind ``roundOnce(_:)``.
  let rounded: QuantizedActivations
  private var isRounded = false

  init(floats: Floats, capacity: Int) {
    self.floats = floats
    rounded = QuantizedActivations(capacity: capacity)
  }

  /// Points at `x` (rows, columns), which stays unchanged until the last map was applied.
  func set(_ x: Floats, rows: Int, columns: Int) {
    floats = x
    self.rows = rows
    self.columns = columns
    isRounded = false
  }

  /// Rounds the input unless it is rounded; not from within a team's piece.
  func roundOnce(_ team: ThreadTeam) {
    if isRounded { return }
    let pieces = TokenPieces(rows, columns: columns)
    team.perform(
      pieces.count, with: (Unmanaged.passUnretained(rounded), floats, rows, columns, pieces)
    ) { state, piece, _ in
      let (rounded, floats, rows, columns, pieces) = state
      rounded._withUnsafeGuaranteedRef {
        $0.round(floats, rows: rows, columns: columns, range: pieces[piece])
      }
    }
    isRounded = true
  }
}

/// A weight matrix (rows, columns), y = W x, in one of the forms the kernels multiply.
enum LinearMap: Sendable {
  /// 32-bit floats, row-major.
  case dense([Float], rows: Int, columns: Int)
  /// 16-bit floats.
  case half(HalfMatrix)
  /// Blocks of small integers.
  case quantized(QuantizedMatrix)

  /// Output rows of one OpenBLAS call: fixed, because its rounding depends on the shape, and the
  /// number of threads may not change a bit.
  private static let denseRows = 512
  /// Multiplications of one piece, at least: more pieces cost more than they save.
  private static let pieceWork = 30_000

  var rows: Int {
    switch self {
    case .dense(_, let rows, _): rows
    case .half(let matrix): matrix.rows
    case .quantized(let matrix): matrix.rows
    }
  }

  /// Whether a result depends on its own input row alone, bit by bit.
  var isExactByRow: Bool { if case .dense = self { false } else { true } }

  /// Computes out (input rows, rows) = x Wᵀ for every product.
  static func apply(_ products: LinearProducts, _ input: LinearInput, _ team: ThreadTeam) {
    if products.areExactByRow { return shareRows(products, input, team) }
    products.forEach { product in
      if case .dense(let weights, let rows, _) = product.map {
        weights.withUnsafeBufferPointer { buffer in
          guard let base = buffer.baseAddress else { return }
          team.perform(
            (rows + denseRows - 1) / denseRows,
            with: (product.out, input.floats, base, rows, input.rows, input.columns)
          ) { state, piece, _ in
            let (out, x, base, rows, batch, columns) = state
            let first = piece * denseRows
            MatrixMultiply.timesTransposed(
              out + first, x, base + first * columns, rows: batch,
              columns: min(denseRows, rows - first), inner: columns, outStride: rows)
          }
        }
      } else {
        shareRows(LinearProducts(product), input, team)
      }
    }
  }

  private static func shareRows(
    _ products: LinearProducts, _ input: LinearInput, _ team: ThreadTeam
  ) {
    let first = products.first.rowProduct(input, team)
    let second = products.second?.rowProduct(input, team)
    let third = products.third?.rowProduct(input, team)
    let rows = first.rows + (second?.rows ?? 0) + (third?.rows ?? 0)
    let worth = max(1, rows * input.columns * input.rows / pieceWork)
    let pieces = team.threads == 1 ? 1 : min(4 * team.threads, worth)
    // Whole groups of 16 rows, so that only the last piece has a remainder.
    let each = ((rows + pieces - 1) / pieces + 15) / 16 * 16
    withExtendedLifetime((products, input)) {
      team.perform((rows + each - 1) / each, with: (first, second, third, each)) {
        state, piece, _ in
        let (first, second, third, each) = state
        var start = piece * each
        first.compute(each, from: &start)
        second?.compute(each, from: &start)
        third?.compute(each, from: &start)
      }
    }
  }

  /// Writes row `row` of the matrix to `out` (columns).
  func copyRow(_ row: Int, to out: MutableFloats) {
    switch self {
    case .dense(let weights, _, let columns):
      for column in 0..<columns { out[column] = weights[row * columns + column] }
    case .half(let matrix): matrix.copyRow(row, to: out)
    case .quantized(let matrix): matrix.copyRow(row, to: out)
    }
  }
}

/// A matrix and where its product with the input goes.
struct LinearProduct {
  let map: LinearMap
  let out: MutableFloats

  init(_ map: LinearMap, _ out: MutableFloats) {
    self.map = map
    self.out = out
  }

  /// The product with `input`, whose rows threads may share; not for dense maps.
  fileprivate func rowProduct(_ input: LinearInput, _ team: ThreadTeam) -> RowProduct {
    switch map {
    case .dense: preconditionFailure("rows of a dense product depend on one another")
    case .half(let matrix): return .half(matrix.product(out, input.floats, batch: input.rows))
    case .quantized(let matrix):
      input.roundOnce(team)
      return .quantized(matrix.product(out, input.rounded, batch: input.rows))
    }
  }
}

/// A product whose output rows can be computed apart; plain bytes, valid while its parts live.
private enum RowProduct: BitwiseCopyable {
  case half(HalfMatrix.Product)
  case quantized(QuantizedMatrix.Product)

  var rows: Int {
    switch self {
    case .half(let product): product.rows
    case .quantized(let product): product.rows
    }
  }

  /// Computes those of `count` rows from `start` on that are its own, and counts `start` on from
  /// its end.
  func compute(_ count: Int, from start: inout Int) {
    let range = (start..<start + count).clamped(to: 0..<rows)
    switch self {
    case .half(let product): product(range)
    case .quantized(let product): product(range)
    }
    start -= rows
  }
}

/// Up to three products of one input, computed in one call.
struct LinearProducts {
  let first: LinearProduct
  let second: LinearProduct?
  let third: LinearProduct?

  init(_ first: LinearProduct, _ second: LinearProduct? = nil, _ third: LinearProduct? = nil) {
    self.first = first
    self.second = second
    self.third = third
  }

  func forEach(_ body: (LinearProduct) -> Void) {
    body(first)
    if let second { body(second) }
    if let third { body(third) }
  }

  var areExactByRow: Bool {
    first.map.isExactByRow && second?.map.isExactByRow ?? true && third?.map.isExactByRow ?? true
  }
}

/// The tokens of a pass in pieces for a team: ranges that begin at multiples of 8, with `columns`
/// numbers enough each.
struct TokenPieces {
  private let tokens: Int
  private let each: Int

  init(_ tokens: Int, columns: Int) {
    self.tokens = tokens
    each = max(8, (8_000 / columns + 7) / 8 * 8)
  }

  var count: Int { (tokens + each - 1) / each }

  subscript(piece: Int) -> Range<Int> { piece * each..<min(tokens, (piece + 1) * each) }
}
