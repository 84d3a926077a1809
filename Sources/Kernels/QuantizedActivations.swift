import CKernels

/// Activations rounded to int8 in parts of 32, the other factor of a product with quantised
/// weights.
///
/// Owns room for (capacity) numbers and reuses it: rounding allocates nothing. Not for use by two
/// threads at once.
public final class QuantizedActivations {
  /// How many numbers fit.
  public let capacity: Int
  let bytes: UnsafeMutablePointer<Int8>
  /// One scale a part.
  let scales: MutableFloats
  /// The sum of each part, scale included.
  let sums: MutableFloats

  static let partNumbers = 32

  /// Makes room for `capacity` numbers.
  public init(capacity: Int) {
    self.capacity = capacity
    // On cache lines: a part that straddles two costs a second load.
    bytes = UnsafeMutableRawPointer.allocate(byteCount: max(1, capacity), alignment: 64)
      .bindMemory(to: Int8.self, capacity: max(1, capacity))
    bytes.initialize(repeating: 0, count: max(1, capacity))
    let parts = max(1, capacity / Self.partNumbers)
    scales = .allocate(capacity: parts)
    scales.initialize(repeating: 0, count: parts)
    sums = .allocate(capacity: parts)
    sums.initialize(repeating: 0, count: parts)
  }

  deinit {
    UnsafeMutableRawPointer(bytes).deallocate()
    scales.deallocate()
    sums.deallocate()
  }

  /// Rounds `x` (rows, columns); `columns` is a multiple of 32 and rows · columns ≤ capacity.
  public func round(_ x: Floats, rows: Int, columns: Int, path: KernelPath = .best) {
    precondition(
      columns % Self.partNumbers == 0, "\(columns) columns are no whole parts of 32")
    precondition(
      rows * columns <= capacity, "\(rows) × \(columns) numbers exceed the room for \(capacity)")
    nl_round_activations(bytes, scales, sums, x, rows, columns, path.rawValue)
  }
}
