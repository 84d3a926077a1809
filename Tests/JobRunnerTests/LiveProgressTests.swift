import JSON
import OperatingSystem
import Spool
import Testing

@testable import JobRunner

@Suite("LiveProgress")
struct LiveProgressTests {
  @Test("the file is renewed at most every two seconds and is gone at the end")
  func file() throws {
    let folder = RunnerFolder()
    let spool = try folder.spool()
    var progress = LiveProgress(state: spool.state, command: "once", output: .silent)
    var state = LoopState()
    state.running[0] = LiveJob(row: 1, folder: "cat-1", attemptLimit: 3, tokens: 10, startedAt: 0)
    progress.show(state, waiting: 2, boot: 5000, wall: 0)
    state.running[0]?.tokens = 50
    progress.show(state, waiting: 2, boot: 6000, wall: 0)
    #expect(folder.json("state/live.json")["jobs"]?[0]?["tokens"]?.int == 10)
    progress.show(state, waiting: 2, boot: 7000, wall: 0)
    let live = folder.json("state/live.json")
    #expect(live["jobs"]?[0]?["tokens"]?.int == 50 && live["tokens_per_second"]?.double == 20)
    #expect(live["pid"]?.int == ThisProcess.id && live["ready"]?.int == 2)
    progress.end()
    #expect(!folder.names("state").contains("live.json"))
  }

  @Test("off a terminal a line comes every ten seconds, on one every two")
  func lines() throws {
    let folder = RunnerFolder()
    let state = try folder.spool().state
    let notes = Told(), standing = Told()
    var off = LiveProgress(state: state, command: "once", output: RunnerOutput { notes.add($0) })
    var on = LiveProgress(
      state: state, command: "once",
      output: RunnerOutput(note: { _ in }, standing: { standing.add($0) }))
    var loop = LoopState()
    loop.running[0] = LiveJob(row: 1, folder: "cat-1", attemptLimit: 3, tokens: 7, startedAt: 0)
    loop.summary.done = 4
    loop.summary.dead = 1
    for second in stride(from: Int64(1), through: 21, by: 2) {
      off.show(loop, waiting: 2, boot: second * 1000, wall: 0)
      on.show(loop, waiting: 2, boot: second * 1000, wall: 0)
    }
    #expect(notes.lines.count == 2 && standing.lines.count == 11)
    #expect(standing.lines.first == "4 of 8 done, 1 dead; cat-1: round 1, 7 tokens")
  }
}
