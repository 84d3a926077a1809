/// The bytes of one GGUF file, immutable for as long as the object lives.
///
/// Invariants: the region is never written after `init`; its owner lives as long as this object.
public final class GGUFBytes: Sendable {
  /// The whole file.
  // Safe to share: nobody writes through it, and `owner` or `deinit` governs its life.
  public nonisolated(unsafe) let region: UnsafeRawBufferPointer
  private let owner: (any AnyObject & Sendable)?

  /// Copies `bytes` into memory of its own, aligned to 64 bytes.
  public init(_ bytes: [UInt8]) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 64)
    copy.copyBytes(from: bytes)
    region = UnsafeRawBufferPointer(copy)
    owner = nil
  }

  /// Shares `region`, which `owner` (a mapped file) keeps valid and unchanged.
  public init(region: UnsafeRawBufferPointer, owner: any AnyObject & Sendable) {
    self.region = region
    self.owner = owner
  }

  deinit {
    if owner == nil { region.deallocate() }
  }
}
