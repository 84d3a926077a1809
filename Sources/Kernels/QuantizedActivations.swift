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
  public func round(_ x: Floats, rows: Int, columns: Int, path: KernelPath = .best) {
    precondition(
      columns % Self.partNumbers == 0, "\(columns) columns are no whole parts of 32")
    precondition(
      rows * columns <= capacity, "\(rows) × \(columns) numbers exceed the room for \(capacity)")
    nl_round_activations(bytes, scales, sums, x, rows, columns, path.rawValue)
    nl_group_activations(groupBytes, groupScales, groupTotals, bytes, scales, rows, columns)
  }
}
