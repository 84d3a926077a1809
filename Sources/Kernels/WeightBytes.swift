/// Bytes of weights that never change: a copy of their own, or part of what an owner keeps.
final class WeightBytes: Sendable {
  // Safe to share: nobody writes through it after `init`.
  nonisolated(unsafe) let base: UnsafePointer<UInt8>
  private let owner: (any AnyObject & Sendable)?

  /// Copies `bytes` into memory on cache lines.
  init(copy bytes: [UInt8]) {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes.count, alignment: 64)
    UnsafeMutableRawBufferPointer(start: memory, count: bytes.count).copyBytes(from: bytes)
    base = UnsafePointer(memory.assumingMemoryBound(to: UInt8.self))
    owner = nil
  }

  /// Shares `bytes`, at least one, of any alignment.
  init(_ bytes: UnsafeRawBufferPointer, owner: any AnyObject & Sendable) {
    guard let start = bytes.baseAddress else { preconditionFailure("an empty matrix") }
    base = start.assumingMemoryBound(to: UInt8.self)
    self.owner = owner
  }

  deinit {
    if owner == nil { UnsafeRawPointer(base).deallocate() }
  }
}
