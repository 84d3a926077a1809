import CKernels

/// A weight matrix (rows, columns) of 16-bit floats, row-major; immutable and shared.
///
/// Products widen each number on the way: half the memory of ``Float``, the same arithmetic.
public struct HalfMatrix: Sendable {
  /// How 16 bits hold a number; both little-endian.
  public enum Form: Sendable, CaseIterable {
    /// IEEE half precision: 5 bits of exponent, 10 of fraction.
    case float16
    /// The upper half of a 32-bit float: 8 bits of exponent, 7 of fraction.
    case bfloat16

    /// Rounds `numbers` to the nearest, ties to even; two bytes each.
    public func rounded(_ numbers: [Float]) -> [UInt8] {
      [UInt8](unsafeUninitializedCapacity: 2 * numbers.count) { bytes, count in
        count = 2 * numbers.count
        for (index, number) in numbers.enumerated() {
          let half = self == .float16 ? Float16(number).bitPattern : Self.bfloat(number)
          bytes[2 * index] = UInt8(truncatingIfNeeded: half)
          bytes[2 * index + 1] = UInt8(truncatingIfNeeded: half >> 8)
        }
      }
    }

    private static func bfloat(_ number: Float) -> UInt16 {
      let bits = number.bitPattern
      // Rounding could carry a not-a-number into infinity or zero; it stays one, made quiet.
      if number.isNaN { return UInt16(bits >> 16) | 0x40 }
      return UInt16((bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
    }

    /// The numbers of `bytes`; a last odd byte is ignored.
    public func floats(_ bytes: UnsafeRawBufferPointer) -> [Float] {
      [Float](unsafeUninitializedCapacity: bytes.count / 2) { buffer, count in
        count = bytes.count / 2
        guard let out = buffer.baseAddress, let base = bytes.baseAddress else { return }
        nl_half_row(out, base.assumingMemoryBound(to: UInt8.self), count, kernel)
      }
    }

    var kernel: Int32 { self == .bfloat16 ? 1 : 0 }
  }

  /// How the numbers are stored.
  public let form: Form
  /// Rows, the outputs of y = W x.
  public let rows: Int
  /// Columns, the inputs of y = W x.
  public let columns: Int
  private let storage: WeightBytes

  /// Shares the bytes of a file, which `owner` keeps valid and unchanged; any alignment.
  public init(
    bytes: UnsafeRawBufferPointer, rows: Int, columns: Int, form: Form,
    owner: any AnyObject & Sendable
  ) {
    precondition(
      bytes.count == 2 * rows * columns,
      "\(bytes.count) bytes are no \(rows) × \(columns) matrix of \(form)")
    self.form = form
    self.rows = rows
    self.columns = columns
    storage = WeightBytes(bytes, owner: owner)
  }

  /// Writes the numbers of one row to `out` (columns).
  public func copyRow(_ row: Int, to out: MutableFloats) {
    precondition(row >= 0 && row < rows, "row \(row) of \(rows)")
    nl_half_row(out, storage.base + 2 * row * columns, columns, form.kernel)
  }

  /// Computes out (batch, rows) = x (batch, columns) · Wᵀ for the weight rows `range`.
  ///
  /// A result depends on its own row of `x` and its own weight row alone: batch size and range
  /// change no bit.
  public func multiply(
    _ out: MutableFloats, _ x: Floats, batch: Int, range: Range<Int>? = nil,
    path: KernelPath = .best
  ) {
    product(out, x, batch: batch, path: path)(range ?? 0..<rows)
  }

  /// The same product, to be computed for ranges of weight rows by several threads.
  ///
  /// Valid while the matrix and `x` live.
  public func product(
    _ out: MutableFloats, _ x: Floats, batch: Int, path: KernelPath = .best
  ) -> Product {
    Product(
      rows: rows, path: path,
      call: nl_half_call(
        bfloat: form.kernel, out: out, out_stride: rows, weights: storage.base, first: 0,
        last: rows, columns: columns, x: x, batch: batch))
  }

  /// What ``product(_:_:batch:path:)`` prepares; plain bytes.
  public struct Product: BitwiseCopyable {
    /// The weight rows.
    public let rows: Int
    let path: KernelPath
    let call: nl_half_call

    /// Computes the outputs of some weight rows.
    public func callAsFunction(_ range: Range<Int>) {
      precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
      var call = call
      call.first = range.lowerBound
      call.last = range.upperBound
      nl_half_multiply(&call, path.rawValue)
    }
  }
}
