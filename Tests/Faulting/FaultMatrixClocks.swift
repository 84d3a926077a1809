import Foundation
import Glibc
import JobRunner
import JobStore
import OperatingSystem
import Synchronization

/// The row about clocks: the real code on a real disk, with clocks that jump.
extension FaultMatrix {
  func clockRows(_ trials: Int) -> [HarnessReport] {
    [
      row("row 12: the clock is set") { report in
        for (name, start, jump) in Self.jumps {
          for trial in 0..<max(1, trials / Self.jumps.count) {
            try jumped(name, start, jump, trial, &report)
          }
        }
        report.notes.append(
          "clocks are given to the program's own code; faketime, for the command line, is not here")
      },
      row("row 12: summer time") { try summerTime(&$0) },
    ]
  }

  /// The disk is no part of this; its time is.
  private static var memory: String? {
    FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : nil
  }
  private static let hour: Int64 = 3_600_000
  /// 2027-06-15T10:00:00Z.
  private static let summer: Int64 = 1_813_053_600_000
  /// Ten seconds before 32 bits of seconds are not enough.
  private static let last32 = Int64(Int32.max) * 1000 - 10_000

  private static let jumps: [(String, Int64, Int64)] = [
    ("+1 h", summer, hour), ("-1 h", summer, -hour), ("+1 year", summer, 365 * 24 * hour),
    ("-1 year", summer, -365 * 24 * hour), ("2038", last32, 0),
    ("to 2038", summer, last32 - summer),
  ]

  /// The time of a machine that is set by hand.
  private final class HandClock: Sendable {
    let boot = Atomic<Int>(1_000_000)
    let distance: Atomic<Int>
    init(_ wall: Int64) { distance = Atomic(Int(wall) - 1_000_000) }

    var wall: Int64 {
      Int64(boot.load(ordering: .relaxed) + distance.load(ordering: .relaxed))
    }
    func pass(_ milliseconds: Int64) { boot.add(Int(milliseconds), ordering: .relaxed) }
    func set(by jump: Int64) { distance.add(Int(jump), ordering: .relaxed) }

    var clocks: JobLoop.Clocks {
      JobLoop.Clocks(
        wall: WallClock { self.wall },
        boot: BootClock { Int64(self.boot.load(ordering: .relaxed)) },
        pause: { self.pass(max(1, $0)) })
    }
  }

  private func stepped(_ folder: ScratchFolder, _ clock: HandClock) throws -> SteppedRun {
    var settings = RunnerConfiguration()
    settings.minimumFreeBytes = 0
    return try SteppedRun(
      try JobLoop(try folder.spool(), settings, mode: .run, clocks: clock.clocks) {
        StubGenerator()
      })
  }

  private func pass(_ seconds: Int, _ run: SteppedRun, _ clock: HandClock) throws {
    for _ in 0..<seconds {
      _ = try run.stepControl()
      while run.stepWorker(0) {}
      clock.pass(1000)
    }
    if let failure = run.failure { throw failure }
  }

  /// Two minutes, a jump, two minutes, and the same after a restart.
  private func jumped(
    _ name: String, _ start: Int64, _ jump: Int64, _ trial: Int, _ report: inout HarnessReport
  ) throws {
    let folder = try ScratchFolder(in: Self.memory)
    let clock = HandClock(start + Int64(trial) * 7_001)
    var dates: Set<String> = []
    func note() {
      let now = CalendarTime(local: clock.wall)
      dates.insert("\(now.year)-\(now.month)-\(now.day)")
    }
    do {
      let run = try stepped(folder, clock)
      try folder.drop("before.txt", "a wish before")
      let deadline = CalendarTime.text(utc: clock.wall + 30 * 60_000).prefix(16)
      try folder.drop("later.txt", "---\nnot-before: \(deadline)Z\n---\na wish for later")
      try pass(120, run, clock)
      note()
      clock.set(by: jump)
      try folder.drop("after.txt", "a wish after")
      try pass(120, run, clock)
      note()
    }
    let isDue = jump >= Self.hour
    let again = try stepped(folder, clock)
    try pass(60, again, clock)
    let connection = try Connection(path: folder.path + "/state/queue.db", .readOnly)
    let states = try connection.rows("SELECT slug || ' ' || state FROM job ORDER BY row") {
      (row) throws(SQLiteError) in row.text(0) ?? ""
    }
    let told = try connection.integer(
      "SELECT count(*) FROM event WHERE kind = 'control' AND detail LIKE 'the clock was set%'")
    let backups = try FileManager.default.contentsOfDirectory(
      atPath: folder.path + "/state/backup"
    ).count { $0.hasPrefix("queue-") }
    report["trials"] += 1
    let expected = ["after done", "before done", "later \(isDue ? "done" : "ready")"]
    if states.sorted() != expected || told != (jump == 0 ? 0 : 1) || backups != dates.count {
      report.findings.append(
        "row 12, \(name): jobs \(states), \(told ?? 0) jumps told, \(backups) backups on"
          + " \(dates.count) dates")
    }
    report.add(try SpoolAudit(path: folder.path, dropped: [], isFinished: false), at: "row 12")
  }

  /// A window in the hour that is skipped opens at the jump, one in the hour that comes twice is
  /// longer.
  private func summerTime(_ report: inout HarnessReport) throws {
    let zone = getenv("TZ").map { String(cString: $0) }
    setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1)
    tzset()
    defer {
      if let zone { setenv("TZ", zone, 1) } else { unsetenv("TZ") }
      tzset()
    }
    // Minutes from a quarter of an hour before the change in which a job of the window runs.
    let (spring, autumn): (Int64, Int64) = (1_806_195_600_000, 1_824_944_400_000)
    let cases: [(change: Int64, window: String, minutes: [Int])] = [
      (spring, "02:15-02:45", Array(15...44)), (spring, "03:00-03:30", Array(15...44)),
      (autumn, "02:00-03:00", Array(0...74)), (autumn, "02:30-02:50", [0, 1, 2, 3, 4] + (45...64)),
    ]
    for (change, window, minutes) in cases {
      let folder = try ScratchFolder(in: Self.memory)
      let clock = HandClock(change - 15 * 60_000)
      let run = try stepped(folder, clock)
      var ran: [Int] = []
      for minute in 0..<90 {
        try folder.drop("m\(minute).txt", "---\nwindow: \(window)\n---\nwish \(minute)")
        var isOpen = false
        for _ in 0..<3 {
          _ = try run.stepControl()
          while run.stepWorker(0) { isOpen = true }
          clock.pass(20_000)
        }
        if isOpen { ran.append(minute) }
        report["minutes"] += 1
      }
      if ran != minutes {
        report.findings.append("row 12: the window \(window) was open in the minutes \(ran)")
      }
    }
  }
}
