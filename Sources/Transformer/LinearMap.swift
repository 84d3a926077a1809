import Kernels

/// The input of several linear maps, rounded to int8 at most once.
final class LinearInput {
  private(set) var floats: Floats
  private(set) var rows = 0
  private(set) var columns = 0
  private let rounded: QuantizedActivations
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

  func roundedOnce() -> QuantizedActivations {
    if !isRounded { rounded.round(floats, rows: rows, columns: columns) }
    isRounded = true
    return rounded
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
  /// Multiplications below which another thread costs more than it saves.
  private static let worthThreads = 2_000_000

  var rows: Int {
    switch self {
    case .dense(_, let rows, _): rows
    case .half(let matrix): matrix.rows
    case .quantized(let matrix): matrix.rows
    }
  }

  /// Whether a result depends on its own input row alone, bit by bit.
  var isExactByRow: Bool { if case .dense = self { false } else { true } }

  /// Computes out (input rows, rows) = x Wᵀ.
  func apply(_ out: MutableFloats, _ input: LinearInput, threads: Int) {
    let work = rows * input.columns * input.rows
    let threads = work < Self.worthThreads ? 1 : threads
    switch self {
    case .dense(let weights, let rows, let columns):
      weights.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        let pieces = (rows + Self.denseRows - 1) / Self.denseRows
        Self.share(pieces, threads) { piece in
          let first = piece * Self.denseRows
          Self.multiply(
            out + first, input, base + first * columns,
            count: min(Self.denseRows, rows - first), outStride: rows)
        }
      }
    case .half(let matrix):
      shareRows(threads) { matrix.multiply(out, input.floats, batch: input.rows, range: $0) }
    case .quantized(let matrix):
      let rounded = input.roundedOnce()
      shareRows(threads) { matrix.multiply(out, rounded, batch: input.rows, range: $0) }
    }
  }

  private func shareRows(_ threads: Int, _ body: (Range<Int>) -> Void) {
    let piece = (rows + threads - 1) / threads
    Self.share(threads, threads) { part in
      let first = min(part * piece, rows)
      body(first..<min(first + piece, rows))
    }
  }

  private static func share(_ pieces: Int, _ threads: Int, _ body: (Int) -> Void) {
    guard threads > 1 else { return (0..<pieces).forEach(body) }
    Parallel.perform(threads) { thread in
      for piece in stride(from: thread, to: pieces, by: threads) { body(piece) }
    }
  }

  private static func multiply(
    _ out: MutableFloats, _ input: LinearInput, _ weights: Floats, count: Int, outStride: Int
  ) {
    MatrixMultiply.timesTransposed(
      out, input.floats, weights, rows: input.rows, columns: count, inner: input.columns,
      outStride: outStride)
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
