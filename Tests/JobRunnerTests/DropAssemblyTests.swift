import JobStore
import Testing

@testable import JobRunner

@Suite("DropAssembly")
struct DropAssemblyTests {
  @Test("equal damaged items of one file have names of their own")
  func equalItems() throws {
    let folder = RunnerFolder()
    try folder.drop("b.jsonl", "bad\nbad\nbad\n")
    #expect(try folder.once().dead == 3)
    #expect(folder.names("dead").count == 3)
    #expect(try folder.findings() == [])
  }

  @Test("with dedupe = content the file's name does not count")
  func contentCounts() throws {
    let folder = RunnerFolder()
    try folder.drop("a.txt", "a cat")
    try folder.drop("b.txt", "a cat")
    let summary = try folder.once { $0.dedupe = .content }
    #expect(summary.done == 1 && summary.duplicate == 1)
    try folder.drop("c.txt", "a cat")
    #expect(try folder.once { $0.dedupe = .off }.done == 1)
  }

  @Test("tags, priority and the settling flag reach the queue")
  func settings() throws {
    let folder = RunnerFolder()
    try folder.drop("a.txt", "---\ntags: night, cat\npriority: 5\n---\na cat")
    try folder.once()
    let job = try #require(try folder.jobs().first)
    #expect(job.tags == ["night", "cat"] && job.priority == 5)
    #expect(job.flags == [.settledWithoutClose])
  }
}
