/// A block of floats of fixed size, aligned to cache lines, zero at first.
public final class FloatBuffer {
  /// The first element.
  public let pointer: MutableFloats
  /// How many floats there are.
  public let count: Int

  /// Allocates `count` zeros.
  public init(count: Int) {
    precondition(count >= 0, "a buffer of \(count) floats")
    self.count = count
    let raw = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * 4, alignment: 64)
    pointer = raw.bindMemory(to: Float.self, capacity: count)
    pointer.initialize(repeating: 0, count: count)
  }

  /// A copy of all floats.
  public func copy() -> [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

  /// Replaces all floats; `values` has as many.
  public func fill(_ values: [Float]) {
    precondition(values.count == count, "\(values.count) values for a buffer of \(count)")
    values.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { pointer.update(from: base, count: count) }
    }
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }
}
