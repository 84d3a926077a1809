import Foundation
import JobStore
import Spool
import Testing

@testable import JobRunner

@Suite("SteppedRun")
struct SteppedRunTests {
  @Test("the control step accepts, the worker step makes one result, and no more")
  func steps() throws {
    let folder = RunnerFolder()
    try folder.drop("cat.txt", "a cat")
    let run = try SteppedRun(try folder.loop(mode: .run))
    #expect(!run.stepWorker(0))
    #expect(try !run.stepControl())
    #expect(try folder.jobs().map(\.state) == [.ready])
    #expect(run.stepWorker(0))
    #expect(!run.stepWorker(0))
    #expect(run.failure == nil && run.workerCount == 1)
    #expect(try folder.jobs().map(\.state) == [.done])
  }

  @Test("a folder moved away ends the run with a reason")
  func movedFolder() throws {
    let folder = RunnerFolder()
    let run = try SteppedRun(try folder.loop(mode: .run))
    try FileManager.default.moveItem(
      atPath: folder.path + "/inbox", toPath: folder.path + "/inbox.away")
    let error = #expect(throws: RunnerError.self) { _ = try run.stepControl() }
    #expect(error == .spool(.moved(path: folder.path + "/inbox")))
  }

  @Test("a signal to stop ends the run at the next step")
  func stops() throws {
    let folder = RunnerFolder()
    let stop = StopSignal()
    let run = try SteppedRun(try folder.loop(mode: .run, stop: stop))
    stop.raise(to: .drain)
    #expect(try run.stepControl())
    #expect(!run.stepWorker(0))
  }

  @Test("who lost the lock ends with a reason, and its successor does the work")
  func lostLock() throws {
    let folder = RunnerFolder()
    try folder.drop("cat.txt", "a cat")
    let run = try SteppedRun(try folder.loop(mode: .run))
    _ = try run.stepControl()
    try FileManager.default.removeItem(atPath: folder.path + "/state/lock")
    let successor = try folder.loop()
    #expect(run.stepWorker(0))
    let lost = RunnerError.spool(.lockLost(path: folder.path + "/state/lock"))
    #expect(run.failure as? RunnerError == lost)
    #expect(folder.names("outbox").isEmpty)
    #expect(try successor.run().done == 1)
    #expect(try folder.jobs().map(\.claim) == [1])
    #expect(try folder.findings() == [])
  }

  @Test("an idle runner sees within a second that its lock is lost")
  func lostLockIdle() throws {
    let folder = RunnerFolder()
    let run = try SteppedRun(try folder.loop(mode: .run))
    try FileManager.default.removeItem(atPath: folder.path + "/state/lock")
    let error = #expect(throws: RunnerError.self) { _ = try run.stepControl() }
    #expect(error == .spool(.lockLost(path: folder.path + "/state/lock")))
  }
}
