import JSON
import Testing

@testable import JobRunner

@Suite("RunSummary")
struct RunSummaryTests {
  @Test("dead or held beats work left, which beats success")
  func exitCodes() {
    var summary = RunSummary()
    #expect(summary.exitCode == 0)
    summary.left = 1
    #expect(summary.exitCode == 75)
    summary.held = 1
    #expect(summary.exitCode == 65)
    summary = RunSummary()
    summary.dead = 1
    summary.left = 3
    #expect(summary.exitCode == 65)
  }

  @Test("the line names every count and has no blanks in a value")
  func line() {
    var summary = RunSummary()
    (summary.accepted, summary.done, summary.low, summary.dead) = (42, 40, 3, 1)
    (summary.left, summary.held, summary.duplicate, summary.attempts) = (1, 1, 2, 57)
    (summary.metrics, summary.tokens, summary.seconds) = ([0.93, 0.71, 0.6], 612_034, 18_800)
    #expect(
      summary.line("once")
        == "nightloom once: jobs=42 done=40 low=3 dead=1 expired=0 left=1 held=1 duplicate=2"
        + " attempts=57 best=0.93 median=0.71 tokens=612034 time=05:13:20 exit=65")
  }

  @Test("the object has at least the fields of the contract")
  func json() {
    var summary = RunSummary()
    (summary.accepted, summary.done, summary.tokens, summary.seconds) = (2, 2, 300, 1.5)
    let json = summary.json("once")
    #expect(json["schema"] == "nightloom.once/1")
    #expect(json["accepted"]?.int == 2 && json["done"]?.int == 2 && json["dead"]?.int == 0)
    #expect(json["seconds"]?.double == 1.5 && json["tokens"]?.int == 300)
    #expect(json["tokens_per_second"]?.double == 200)
  }
}
