import PromptSyntax
import TestSupport
import Testing

@Suite struct PromptTimeTests {
  @Test(arguments: [
    ("1970-01-01T00:00Z", 0), ("2000-02-29 12:00:30Z", 951_825_630_000),
    ("2026-03-01T22:15+02:00", 1_772_396_100_000), ("2026-03-01T22:15-02:30", 1_772_412_300_000),
  ])
  func `times with an offset are moments`(text: String, milliseconds: Int64) {
    #expect(PromptTime(text)?.utcMilliseconds == milliseconds)
  }

  @Test func `times without an offset are local`() throws {
    let time = try #require(PromptTime("2026-03-01 22:15"))
    #expect(time.date == [2026, 3, 1])
    #expect(time.utcMilliseconds == nil)
    #expect(PromptTime("06:30")?.date == nil)
  }

  @Test(arguments: [
    "", "6:30", "24:00", "12:60", "2026-02-29T00:00", "2026-13-01T00:00", "2026-01-01",
    "2026-01-01X00:00", "12:00Z", "2026-01-01T00:00+2", "2026-01-01T00:00:61", "é6-01-01T00:00",
  ])
  func `what is no time is refused`(text: String) { #expect(PromptTime(text) == nil) }
}
