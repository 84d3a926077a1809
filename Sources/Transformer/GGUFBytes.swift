public import OperatingSystem

/// The bytes of one GGUF file, immutable for as long as the object lives.
///
/// Invariants: the region is never written after `init`; its owner lives as long as this object.
public final class GGUFBytes: Sendable {
  // Safe to share: nobody writes through it, and `owner` or `deinit` governs its life.
  /// The whole file.
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

  /// Shares the pages of the file at `path`: nothing is read before it is used.
  ///
  /// - Throws: ``SystemCallError`` when the file cannot be opened and mapped.
  public convenience init(path: String) throws(SystemCallError) {
    let file = try MappedFile(path)
    self.init(region: file.bytes, owner: file)
  }

  deinit {
    if owner == nil { region.deallocate() }
  }
}
