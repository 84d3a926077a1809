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
    team.perform(pieces.count, with: (self, pieces)) { state, piece, _ in
      let (own, pieces) = state
      own.rounded.round(own.floats, rows: own.rows, columns: own.columns, range: pieces[piece])
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
      if case .dense(let weights, let rows, let columns) = product.map {
        team.perform(
          (rows + denseRows - 1) / denseRows, with: (product.out, input, weights, rows, columns)
        ) { state, piece, _ in
          let (out, input, weights, rows, columns) = state
          let first = piece * denseRows
          weights.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            MatrixMultiply.timesTransposed(
              out + first, input.floats, base + first * columns, rows: input.rows,
              columns: min(denseRows, rows - first), inner: input.columns, outStride: rows)
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
    var rows = 0
    products.forEach { product in
      if case .quantized = product.map { input.roundOnce(team) }
      rows += product.map.rows
    }
    let worth = max(1, rows * input.columns * input.rows / pieceWork)
    let pieces = team.threads == 1 ? 1 : min(4 * team.threads, worth)
    // Whole groups of 16 rows, so that only the last piece has a remainder.
    let each = ((rows + pieces - 1) / pieces + 15) / 16 * 16
    team.perform((rows + each - 1) / each, with: (products, input, each)) { state, piece, _ in
      let (products, input, each) = state
      var first = piece * each
      products.forEach { product in
        let all = 0..<product.map.rows
        product.map.multiply(product.out, input, (first..<first + each).clamped(to: all))
        first -= all.count
      }
    }
  }

  private func multiply(_ out: MutableFloats, _ input: LinearInput, _ range: Range<Int>) {
    switch self {
    case .dense: return
    case .half(let matrix): matrix.multiply(out, input.floats, batch: input.rows, range: range)
    case .quantized(let matrix):
      matrix.multiply(out, input.rounded, batch: input.rows, range: range)
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
}

/// Up to three products of one input, computed in one call.
struct LinearProducts {
  private let first: LinearProduct
  private let second: LinearProduct?
  private let third: LinearProduct?

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
