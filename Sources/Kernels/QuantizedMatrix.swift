import CKernels

/// A weight matrix (rows, columns) in Q8_0 blocks, row-major; immutable and shared.
///
/// Invariants: columns is a multiple of 32; the region holds rows · columns / 32 · 34 bytes.
public struct QuantizedMatrix: Sendable {
  /// Rows, the outputs of y = W x.
  public let rows: Int
  /// Columns, the inputs of y = W x.
  public let columns: Int
  private let storage: Storage

  private final class Storage: Sendable {
    // Safe to share: nobody writes through it after `init`.
    nonisolated(unsafe) let base: UnsafeRawPointer
    private let owner: (any AnyObject & Sendable)?

    init(copy bytes: [UInt8]) {
      let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes.count, alignment: 64)
      UnsafeMutableRawBufferPointer(start: memory, count: bytes.count).copyBytes(from: bytes)
      base = UnsafeRawPointer(memory)
      owner = nil
    }

    init(base: UnsafeRawPointer, owner: any AnyObject & Sendable) {
      self.base = base
      self.owner = owner
    }

    deinit {
      if owner == nil { base.deallocate() }
    }
  }

  /// Rounds `numbers` (rows, columns) to Q8_0; see ``QuantizedBlocks/quantized(_:)``.
  public init(quantizing numbers: [Float], rows: Int, columns: Int) {
    precondition(
      rows * columns == numbers.count && columns % 32 == 0,
      "\(numbers.count) numbers are no \(rows) × \(columns) matrix in blocks of 32")
    self.rows = rows
    self.columns = columns
    storage = Storage(copy: QuantizedBlocks.quantized(numbers))
  }

  /// Shares Q8_0 bytes of a file, which `owner` keeps valid and unchanged; any alignment.
  public init(
    bytes: UnsafeRawBufferPointer, rows: Int, columns: Int, owner: any AnyObject & Sendable
  ) {
    precondition(
      columns % 32 == 0 && bytes.count == rows * columns / 32 * 34,
      "\(bytes.count) bytes are no \(rows) × \(columns) matrix of Q8_0")
    guard let base = bytes.baseAddress else { preconditionFailure("an empty matrix") }
    self.rows = rows
    self.columns = columns
    storage = Storage(base: base, owner: owner)
  }

  /// Writes the numbers of one row to `out` (columns).
  public func copyRow(_ row: Int, to out: MutableFloats) {
    precondition(row >= 0 && row < rows, "row \(row) of \(rows)")
    let blocks = columns / QuantizedBlocks.blockNumbers
    let start = storage.base + row * blocks * QuantizedBlocks.blockBytes
    for block in 0..<blocks {
      QuantizedBlocks.decode(
        start + block * QuantizedBlocks.blockBytes,
        into: out + block * QuantizedBlocks.blockNumbers)
    }
  }

  /// Computes out (batch, rows) = x (batch, columns) · Wᵀ for the weight rows `range`.
  ///
  /// `x` must hold `batch` rows rounded with ``QuantizedActivations/round(_:rows:columns:path:)``.
  /// Every weight row is read once for the whole batch. A result depends on its own row of `x`
  /// and its own weight row alone: batch size and range change no bit.
  public func multiply(
    _ out: MutableFloats, _ x: QuantizedActivations, batch: Int, range: Range<Int>? = nil,
    outStride: Int? = nil, path: KernelPath = .best
  ) {
    let range = range ?? 0..<rows
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
    precondition(batch * columns <= x.capacity, "a batch of \(batch) was never rounded")
    nl_q8_0_multiply(
      out, outStride ?? rows, storage.base.assumingMemoryBound(to: UInt8.self), range.lowerBound,
      range.upperBound, columns, x.bytes, x.scales, batch, path.rawValue)
  }
}
