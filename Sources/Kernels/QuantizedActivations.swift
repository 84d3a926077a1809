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
  /// The same numbers of four rows and more, eight rows side by side.
  let groupBytes: UnsafeMutablePointer<Int8>
  let groupScales: MutableFloats
  let groupTotals: UnsafeMutablePointer<Int32>

  static let partNumbers = 32

  /// Makes room for `capacity` numbers.
  public init(capacity: Int) {
    self.capacity = capacity
    // Four rows take the room of eight.
    let parts = max(1, capacity / Self.partNumbers)
    bytes = Self.room(max(1, capacity), of: 0)
    scales = Self.room(parts, of: 0)
    sums = Self.room(parts, of: 0)
    groupBytes = Self.room(2 * max(1, capacity), of: 0)
    groupScales = Self.room(2 * parts, of: 0)
    groupTotals = Self.room(2 * parts, of: 0)
  }

  /// Room that starts on a cache line: a part that straddles two costs a second load.
  private static func room<T>(_ count: Int, of value: T) -> UnsafeMutablePointer<T> {
    let pointer = UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<T>.stride, alignment: 64
    ).bindMemory(to: T.self, capacity: count)
    pointer.initialize(repeating: value, count: count)
    return pointer
  }

  deinit {
    let rooms: [UnsafeMutableRawPointer] = [
      .init(bytes), .init(scales), .init(sums), .init(groupBytes), .init(groupScales),
      .init(groupTotals),
    ]
    for room in rooms { room.deallocate() }
  }

  /// Rounds `x` (rows, columns); `columns` is a multiple of 32 and rows · columns ≤ capacity.
  ///
  /// Where a `range` of the rows is given, it alone is rounded: ranges that begin at multiples of 8
  /// and end there or at the last row may be rounded side by side.
  public func round(
    _ x: Floats, rows: Int, columns: Int, range: Range<Int>? = nil, path: KernelPath = .best
  ) {
    precondition(
      columns % Self.partNumbers == 0, "\(columns) columns are no whole parts of 32")
    precondition(
      rows * columns <= capacity, "\(rows) × \(columns) numbers exceed the room for \(capacity)")
    let range = range ?? 0..<rows
    precondition(
      range.lowerBound % 8 == 0 && (range.upperBound % 8 == 0 || range.upperBound == rows),
      "the rows \(range) of \(rows) are no whole groups of 8")
    let first = range.lowerBound * columns
    let part = first / Self.partNumbers
    nl_round_activations(
      bytes + first, scales + part, sums + part, x + first, range.count, columns, path.rawValue)
    nl_group_activations(
      groupBytes + first, groupScales + part, groupTotals + part, bytes + first, scales + part,
      range.count, columns)
  }
}
