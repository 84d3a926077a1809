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
}
