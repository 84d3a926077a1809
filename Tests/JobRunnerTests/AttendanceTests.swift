import Foundation
import JSON
import JobStore
import OperatingSystem
import Spool
import Synchronization
import Testing

@testable import JobRunner

@Suite("Attendance")
struct AttendanceTests {
  let folder = RunnerFolder()

  private final class Time: Sendable {
    let wall = Atomic<Int64>(1_800_000_000_000)
    let boot = Atomic<Int64>(1_000_000)

    var clocks: JobLoop.Clocks {
      JobLoop.Clocks(
        wall: WallClock { self.wall.load(ordering: .relaxed) },
        boot: BootClock { self.boot.load(ordering: .relaxed) })
    }
  }

  private func loop(
    _ time: Time = Time(), _ links: RunnerLinks = RunnerLinks(),
    _ edit: (inout RunnerConfiguration) -> Void = { _ in }
  ) throws -> JobLoop {
    try JobLoop(
      folder.spool(), RunnerFolder.settings(edit), mode: .run, clocks: time.clocks,
      output: RunnerOutput { [told = folder.told] in told.add($0) }, links: links
    ) { StubGenerator() }
  }

  private func attendance(_ loop: JobLoop) throws -> Attendance {
    Attendance(loop, try loop.makeIntake())
  }

  @Test("new settings hold after a reload, a bad file leaves the old ones and is told")
  func reload() throws {
    var links = RunnerLinks()
    let results = Results()
    links.readSettings = { @Sendable in
      if results.isBad { throw SettingsError("c.conf:1: 'answers' needs a number") }
      var settings = RunnerConfiguration()
      settings.answers = 2
      settings.workers = 9
      return ReloadedSettings(settings, needRestart: ["model"])
    }
    let loop = try loop(Time(), links)
    var attendance = try attendance(loop)
    try attendance.step(waiting: 0)
    #expect(loop.configuration.answers == 8)
    links.reload.raise()
    try attendance.step(waiting: 0)
    #expect(loop.configuration.answers == 2 && loop.configuration.workers == 1)
    #expect(
      folder.told.lines == [
        "the settings were read again and hold from the next job on",
        "model was changed, which needs a restart",
      ])
    results.fail()
    links.reload.raise()
    try attendance.step(waiting: 0)
    #expect(loop.configuration.answers == 2)
    let sentence = "c.conf:1: 'answers' needs a number"
    #expect(folder.told.lines.last == "the settings stay as they were: \(sentence)")
    #expect(loop.state.withLock { $0.settingsError } == sentence)
    #expect(
      Attendance.sentence(loop.state.withLock { $0 }, waiting: 3)
        == "the settings were not read again: \(sentence)")
  }

  private final class Results: Sendable {
    private let value = Atomic<Bool>(false)
    var isBad: Bool { value.load(ordering: .relaxed) }
    func fail() { value.store(true, ordering: .relaxed) }
  }

  @Test("a clock that was set makes one event and moves backoffs")
  func clock() throws {
    let time = Time()
    let loop = try loop(time)
    var attendance = try attendance(loop)
    try attendance.step(waiting: 0)
    time.boot.add(30_000, ordering: .relaxed)
    time.wall.add(7_230_000, ordering: .relaxed)
    try attendance.step(waiting: 0)
    try attendance.step(waiting: 0)
    #expect(
      folder.told.lines == [
        "the clock was set by 7200 s; windows and deadlines are looked at anew, 0 backoffs moved"
      ])
    let events = try folder.history.events(after: 0)
    #expect(events.map(\.kind) == [.control])
    #expect(events.first?.detail == "the clock was set by +7200.0 s")
  }

  @Test("a worker without a token is told to stop, one that publishes is left alone")
  func stalls() throws {
    let time = Time()
    let left = Told()
    var links = RunnerLinks()
    links.leave = { left.add($0) }
    let loop = try loop(time, links) { $0.stallTimeout = 300_000 }
    var attendance = try attendance(loop)
    let start = time.boot.load(ordering: .relaxed)
    loop.state.withLock { state in
      state.running[0] = LiveJob(row: 1, folder: "a-1", attemptLimit: 3, startedAt: start)
      state.running[1] = LiveJob(row: 2, folder: "b-2", attemptLimit: 3, startedAt: start)
      state.running[1]?.isGenerating = false
      state.running[2] = LiveJob(row: 3, folder: "c-3", attemptLimit: 3, startedAt: start)
      state.running[2]?.lastTokenAt = start + 1000
    }
    func look(after milliseconds: Int64) throws -> [Int] {
      time.boot.store(start + milliseconds, ordering: .relaxed)
      time.wall.store(1_800_000_000_000 + milliseconds, ordering: .relaxed)
      try attendance.step(waiting: 0)
      return loop.state.withLock { state in
        state.running.filter { $0.value.stalledAt != nil }.keys.sorted()
      }
    }
    #expect(try look(after: 299_000) == [])
    #expect(try look(after: 300_000) == [0])
    #expect(try look(after: 301_000) == [0, 2])
    #expect(
      folder.told.lines == [
        "a-1: no token for 300 s, so its worker is told to stop",
        "c-3: no token for 300 s, so its worker is told to stop",
      ])
    let running = loop.state.withLock { $0.running }
    #expect(!Attendance.isStuck(running, start + 359_999))
    #expect(Attendance.isStuck(running, start + 360_000))
    #expect(left.lines.isEmpty)
    _ = try look(after: 360_000)
    _ = try look(after: 370_000)
    #expect(left.lines == ["a worker did not stop within 60 s"])
  }

  @Test("with a watchdog the process is left to the service manager")
  func watched() throws {
    let socket = ManagerSocket(folder.path + "/n")
    let left = Told()
    var links = RunnerLinks()
    links.notice = ServiceNotice(address: socket.path, watchdogMicroseconds: 100_000)
    links.leave = { left.add($0) }
    let time = Time()
    let loop = try loop(time, links) { $0.stallTimeout = 1000 }
    var attendance = try attendance(loop)
    loop.state.withLock { state in
      state.running[0] = LiveJob(row: 1, folder: "a-1", attemptLimit: 3, startedAt: 0)
    }
    try attendance.step(waiting: 0)
    #expect(socket.next() == "WATCHDOG=1")
    time.boot.add(60_000, ordering: .relaxed)
    time.wall.add(60_000, ordering: .relaxed)
    try attendance.step(waiting: 0)
    #expect(left.lines.isEmpty)
    #expect(
      folder.told.lines.last
        == "a worker did not stop within 60 s, so the watchdog hears nothing any more")
    Thread.sleep(forTimeInterval: 0.2)
    _ = socket.all()
    #expect(socket.next(milliseconds: 500) == "")
  }

  @Test("a stalled job fails for the time being, and after five times for good")
  func stalledJob() throws {
    try folder.drop("a.txt", "a cat stub:stall")
    for failures in 1...5 {
      let summary = try folder.once {
        $0.stallTimeout = 0
        $0.backoffPatience = 0
      }
      let job = try #require(try folder.jobs().first)
      #expect(job.failures == failures && job.reason == .stalled)
      #expect(job.state == (failures < 5 ? .ready : .dead))
      #expect(summary.dead == (failures < 5 ? 0 : 1))
      guard failures < 5 else { continue }
      try Connection(path: folder.path + "/state/queue.db", .readWrite).run(
        "UPDATE job SET run_after = 0")
    }
    #expect(
      folder.json(folder.folder("dead", "a-") + "/reason.json")["sentence"]?.string
        == "no token came for 0 s")
    #expect(try folder.findings() == [])
  }

  @Test("the manager hears ready after the first look, then how it stands, then the end")
  func manager() throws {
    let socket = ManagerSocket(folder.path + "/n")
    var links = RunnerLinks()
    links.notice = ServiceNotice(address: socket.path)
    let time = Time()
    let loop = try loop(time, links)
    var attendance = try attendance(loop)
    try attendance.step(waiting: 0)
    #expect(socket.all() == [])
    attendance.ready()
    attendance.ready()
    #expect(socket.all() == ["READY=1\nSTATUS=watching \(folder.path)/inbox"])
    time.boot.add(6000, ordering: .relaxed)
    time.wall.add(6000, ordering: .relaxed)
    try attendance.step(waiting: 4)
    #expect(socket.all() == ["STATUS=0 running, 4 waiting, 0 done, 0 dead"])
    loop.state.withLock { state in
      state.isEnding = true
      state.running[0] = LiveJob(row: 1, folder: "a", attemptLimit: 1, tokens: 5, startedAt: 0)
    }
    attendance.stopping()
    time.boot.add(6000, ordering: .relaxed)
    time.wall.add(6000, ordering: .relaxed)
    try attendance.step(waiting: 4)
    #expect(
      socket.all() == [
        "STOPPING=1\nSTATUS=finishing what runs (1)", "EXTEND_TIMEOUT_USEC=15000000",
      ])
    time.boot.add(6000, ordering: .relaxed)
    time.wall.add(6000, ordering: .relaxed)
    try attendance.step(waiting: 4)
    #expect(socket.all() == [])
  }
}
