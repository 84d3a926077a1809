import Testing

@testable import Kernels

@Suite("Bytes of weights")
struct WeightBytesTests {
  private final class Owner: Sendable {}

  @Test("Shared bytes keep their owner for as long as they are used")
  func owner() {
    let bytes: [UInt8] = [1, 2, 3]
    bytes.withUnsafeBytes { region in
      weak var watched: Owner?
      var shared: WeightBytes?
      do {
        let owner = Owner()
        watched = owner
        shared = WeightBytes(region, owner: owner)
      }
      #expect(watched != nil)
      #expect(shared.map { UnsafeRawPointer($0.base) } == region.baseAddress)
      shared = nil
      #expect(watched == nil)
    }
  }

  @Test("A copy stands on a cache line and does not follow its source")
  func copy() {
    var bytes: [UInt8] = [1, 2, 3]
    let copy = WeightBytes(copy: bytes)
    bytes[0] = 9
    #expect(copy.base[0] == 1 && copy.base[2] == 3)
    #expect(UInt(bitPattern: copy.base) % 64 == 0)
  }
}
