import Testing

@testable import JobRunner

@Suite("ClockWatch")
struct ClockWatchTests {
  @Test("a clock that was set is noticed at the next comparison, once")
  func jumps() {
    var watch = ClockWatch()
    #expect(watch.jump(wall: 1_000_000, boot: 0) == nil)
    #expect(watch.jump(wall: 4_629_999, boot: 29_999) == nil)
    #expect(watch.jump(wall: 4_630_000, boot: 30_000) == 3_600_000)
    #expect(watch.jump(wall: 4_660_000, boot: 60_000) == nil)
    #expect(watch.jump(wall: 1_090_000, boot: 90_000) == -3_600_000)
  }

  @Test("steering below two seconds in thirty is no jump, however long it lasts")
  func steering() {
    var watch = ClockWatch()
    for step in 0..<100 {
      let boot = Int64(step) * 30_000
      #expect(watch.jump(wall: boot + Int64(step) * 2000, boot: boot) == nil)
    }
  }
}
