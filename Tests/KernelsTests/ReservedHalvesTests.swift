import Kernels
import Testing

@Suite("Reserved halves")
struct ReservedHalvesTests {
  @Test("What the system can never provide is refused, the rest can be written to both ends")
  func refusal() throws {
    #expect(ReservedHalves(count: 1 << 60) == nil)
    #expect(ReservedHalves(count: .max) == nil)
    let room = try #require(ReservedHalves(count: 1 << 20))
    room.pointer[0] = 1
    room.pointer[(1 << 20) - 1] = 2
    #expect(room.pointer[0] + room.pointer[(1 << 20) - 1] == 3)
  }
}
