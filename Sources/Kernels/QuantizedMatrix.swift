import CKernels

/// A weight matrix (rows, columns) in blocks, row-major; immutable and shared.
///
/// Invariants: columns is a multiple of the form's block; the bytes hold rows · columns numbers.
public struct QuantizedMatrix: Sendable {
  /// How the numbers are stored.
  public let form: QuantizedForm
  /// Rows, the outputs of y = W x.
  public let rows: Int
  /// Columns, the inputs of y = W x.
  public let columns: Int
  private let storage: WeightBytes

  private var rowBytes: Int { columns / form.blockNumbers * form.blockBytes }

  /// Rounds `numbers` (rows, columns); see ``QuantizedForm/quantized(_:)``.
  public init(quantizing numbers: [Float], rows: Int, columns: Int, form: QuantizedForm = .q8_0) {
    precondition(
      rows * columns == numbers.count && columns % form.blockNumbers == 0,
      "\(numbers.count) numbers are no \(rows) × \(columns) matrix in blocks of "
        + "\(form.blockNumbers)")
    self.form = form
    self.rows = rows
    self.columns = columns
    storage = WeightBytes(copy: form.quantized(numbers))
  }

  /// Shares the blocks of a file, which `owner` keeps valid and unchanged; any alignment.
  public init(
    bytes: UnsafeRawBufferPointer, rows: Int, columns: Int, form: QuantizedForm = .q8_0,
    owner: any AnyObject & Sendable
  ) {
    precondition(
      columns % form.blockNumbers == 0
        && bytes.count == rows * (columns / form.blockNumbers) * form.blockBytes,
      "\(bytes.count) bytes are no \(rows) × \(columns) matrix of \(form)")
    self.form = form
    self.rows = rows
    self.columns = columns
    storage = WeightBytes(bytes, owner: owner)
  }

  /// Writes the numbers of one row to `out` (columns).
  public func copyRow(_ row: Int, to out: MutableFloats) {
    precondition(row >= 0 && row < rows, "row \(row) of \(rows)")
    nl_quantized_row(out, storage.base + row * rowBytes, columns, form.kernel)
  }

  /// Computes out (batch, rows) = x (batch, columns) · Wᵀ for the weight rows `range`.
  ///
  /// `x` must hold just `batch` rows that ``QuantizedActivations`` rounded.
  /// Every weight row is read once for the whole batch. A result depends on its own row of `x`
  /// and its own weight row alone: batch size and range change no bit.
  public func multiply(
    _ out: MutableFloats, _ x: QuantizedActivations, batch: Int, range: Range<Int>? = nil,
    outStride: Int? = nil, path: KernelPath = .best
  ) {
    product(out, x, batch: batch, outStride: outStride, path: path)(range ?? 0..<rows)
  }

  /// The same product, to be computed for ranges of weight rows by several threads.
  ///
  /// Valid while the matrix and `x` live.
  public func product(
    _ out: MutableFloats, _ x: QuantizedActivations, batch: Int, outStride: Int? = nil,
    path: KernelPath = .best
  ) -> Product {
    precondition(batch * columns <= x.capacity, "a batch of \(batch) was never rounded")
    return Product(
      rows: rows, path: path,
      call: nl_quantized_call(
        form: form.kernel, out: out, out_stride: outStride ?? rows, weights: storage.base,
        first: 0, last: rows, columns: columns, q: x.bytes, scales: x.scales, sums: x.sums,
        group_q: x.groupBytes, group_scales: x.groupScales, group_totals: x.groupTotals,
        batch: batch))
  }

  /// What ``product(_:_:batch:outStride:path:)`` prepares; plain bytes.
  public struct Product: BitwiseCopyable {
    /// The weight rows.
    public let rows: Int
    let path: KernelPath
    let call: nl_quantized_call

    /// Computes the outputs of some weight rows.
    public func callAsFunction(_ range: Range<Int>) {
      precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
      var call = call
      call.first = range.lowerBound
      call.last = range.upperBound
      nl_quantized_multiply(&call, path.rawValue)
    }
  }
}
