import Foundation
import JobStore
import OperatingSystem
import Synchronization
import Testing

@testable import JobRunner

@Suite("JobCourse")
struct JobCourseTests {
  private final class Time: Sendable {
    let wall: Atomic<Int64>
    init(hour: Int) {
      let moment = CalendarTime(year: 2026, month: 3, day: 3, hour: hour).localMilliseconds
      wall = Atomic(moment ?? 0)
    }
  }

  @Test("at the hard end of its window, its own first, a running job goes back uncounted")
  func windowEnd() throws {
    for (settings, header) in [("22:00-06:00", ""), ("any", "---\nwindow: 22:00-06:00\n---\n")] {
      let folder = RunnerFolder()
      try folder.drop("a.txt", header + "a cat")
      let time = Time(hour: 5)
      let stop = StopSignal()
      let loop = try JobLoop(
        folder.spool(),
        RunnerFolder.settings {
          $0.window = settings
          $0.stopsAtWindowEnd = true
        }, mode: .run, stop: stop,
        clocks: JobLoop.Clocks(wall: WallClock { time.wall.load(ordering: .relaxed) }),
        output: RunnerOutput { [told = folder.told] in told.add($0) }
      ) { StubGenerator(delayMilliseconds: 60_000) }
      let user = Thread { [folder] in
        Binary.wait { (try? folder.history.status().count(.running)) == 1 }
        time.wall.add(3_600_000, ordering: .relaxed)
        Binary.wait { (try? folder.history.status().count(.ready)) == 1 }
        stop.raise(to: .drain)
      }
      user.start()
      let summary = try loop.run()
      #expect(summary.left == 0)
      let job = try #require(try folder.jobs().first)
      #expect(job.state == .ready && job.starts == 0 && job.failures == 0 && job.claim == 1)
      let told = "\(job.folderName): handed back, it begins anew another time"
      #expect(folder.told.lines.contains("\(told) (its window 22:00-06:00 closed)"))
      let events = try folder.history.events(after: 0).filter { $0.kind == .change }
      #expect(events.last?.detail == "its window 22:00-06:00 closed")
    }
  }
}
