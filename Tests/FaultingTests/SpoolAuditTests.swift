import Faulting
import Foundation
import TestSupport
import Testing

/// The checker, fed spools with one breach each.
@Suite(
  "The checker of the harnesses",
  .enabled(
    if: StubRunner.built("debug", root: repositoryRoot) != nil,
    "skipped: .build/debug/nightloom is not there; 'swift build' makes it"))
struct SpoolAuditTests {
  private let runner = StubRunner.built("debug", root: repositoryRoot)

  private func finished() throws -> (ScratchFolder, result: String) {
    let folder = try ScratchFolder()
    try folder.drop("p.txt", "a wish")
    #expect(try #require(runner).run(folder.path) == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/outbox")
    return (folder, folder.path + "/outbox/" + (names.first ?? "none"))
  }

  @Test("a sound spool has no breach")
  func sound() throws {
    let audit = try finished().0.audit()
    #expect(audit.findings == [] && audit.results == 1 && audit.jobs == 1)
  }

  @Test("a removed result is lost")
  func lost() throws {
    let (folder, result) = try finished()
    try FileManager.default.removeItem(atPath: result)
    #expect(try folder.audit().lost.count == 1)
  }

  @Test("a drop without a job is lost")
  func lostDrop() throws {
    let (folder, _) = try finished()
    try folder.drop("q.txt", "another wish")
    try FileManager.default.removeItem(atPath: folder.path + "/inbox/q.txt")
    #expect(
      try folder.audit().findings == ["lost: q.txt: no job, not in the inbox, not held"])
  }

  @Test("one byte more in a file of the result is torn")
  func torn() throws {
    let (folder, result) = try finished()
    let file = try #require(FileHandle(forWritingAtPath: result + "/1.code.txt"))
    try file.seekToEnd()
    try file.write(contentsOf: Data("x".utf8))
    let torn = try folder.audit().torn
    #expect(
      torn.count == 1 && torn.allSatisfy { $0.hasSuffix("1.code.txt differs from its digest") })
  }

  @Test("a copy of a result is double and phantom")
  func double() throws {
    let (folder, result) = try finished()
    try FileManager.default.copyItem(atPath: result, toPath: result + "-2")
    let audit = try folder.audit()
    #expect(audit.double.count == 1 && audit.phantom.count == 1)
  }
}
