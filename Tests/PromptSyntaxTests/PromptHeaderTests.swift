import PromptSyntax
import TestSupport
import Testing

@Suite struct PromptHeaderTests {
  @Test(arguments: [
    ("answers", "9.5", "'answers' needs a whole number from 1 to 64, not '9.5'"),
    ("priority", "101", "'priority' needs a whole number from -100 to 100, not '101'"),
    (
      "deadline", "tomorrow",
      "'deadline' needs a time such as 2026-03-01 22:15, 2026-03-01T22:15:00Z or 22:15, "
        + "not 'tomorrow'"
    ),
    ("retry-below", "1.5", "'retry-below' needs a number from 0 to 1, not '1.5'"),
    ("time-budget", "30", "'time-budget' needs a time such as 90 s, 30 min or 2 h, not '30'"),
    ("seed-mode", "random", "'seed-mode' needs 'same' or 'step', not 'random'"),
    (
      "size", "1024",
      "'size' needs width x height in pixels, such as 1024x768, each 16 to 16384, not '1024'"
    ),
    ("cfg", "nan", "'cfg' needs a number from 0 to 100, not 'nan'"),
    ("window", "22-6", "'window' needs 'any' or two times such as 22:00-06:00, not '22-6'"),
    ("variants", "0", "'variants' needs 'all', 'off' or a number from 1 to 1000, not '0'"),
    ("tags", ",", "'tags' needs 1 to 32 words of up to 64 bytes, separated by commas, not ','"),
    ("name", "", "'name' needs a name of 1 to 255 bytes, not ''"),
  ])
  func `a bad value is explained`(key: String, text: String, sentence: String) throws {
    var header = PromptHeader()
    #expect(header.set(try #require(PromptHeader.Key(rawValue: key)), text) == sentence)
    #expect(header.keys.isEmpty)
  }

  @Test func `good values are read`() {
    var header = PromptHeader()
    let texts: [(PromptHeader.Key, String)] = [
      (.name, "cats"), (.answers, "4"), (.keep, "2"), (.family, "sdxl"), (.priority, "-5"),
      (.notBefore, "22:15"), (.deadline, "2026-03-01T22:15:00Z"), (.timeBudget, "1.5 h"),
      (.negative, "blur"), (.seed, "9007199254740991"), (.seedMode, "step"), (.steps, "20"),
      (.cfg, "7.5"), (.window, "22:00-06:00"), (.attempts, "5"), (.variants, "12"),
    ]
    for (key, text) in texts { #expect(header.set(key, text) == nil) }
    #expect(header.name == "cats")
    #expect(header.answers == 4)
    #expect(header.keep == 2)
    #expect(header.family == "sdxl")
    #expect(header.priority == -5)
    #expect(header.notBefore?.hour == 22)
    #expect(header.deadline?.utcMilliseconds == 1_772_403_300_000)
    #expect(header.timeBudgetSeconds == 5400)
    #expect(header.negative == "blur")
    #expect(header.seed == 9_007_199_254_740_991)
    #expect(header.stepsSeed)
    #expect(header.steps == 20)
    #expect(header.cfg == 7.5)
    #expect(header.window == "22:00-06:00")
    #expect(header.attempts == 5)
    #expect(header.variants == .some(12))
    #expect(header.keys.map(\.rawValue) == header.keys.map(\.rawValue).sorted())
  }

  @Test func `every reason has the spelling of the closed list`() {
    #expect(
      ReasonCode.allCases.map(\.rawValue) == [
        "invalid-utf8", "empty", "too-large", "not-regular", "unreadable", "unknown-type",
        "still-changing", "hard-linked", "bad-header", "bad-line", "too-many-variants",
        "input-too-long", "poison", "no-valid-answer", "low-score", "policy", "io", "memory",
        "model", "stalled", "expired", "cancelled", "duplicate", "internal",
      ])
  }
}
