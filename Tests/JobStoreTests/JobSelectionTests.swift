import Testing

@testable import JobStore

@Suite struct JobSelectionTests {
  let store: StoreFolder
  let queue: JobQueue

  init() throws {
    store = try StoreFolder()
    queue = try store.queue()
    try queue.take(
      1,
      [
        request("apple") { $0.tags = ["fruit"] }, request("apricot") { $0.tags = ["fruit"] },
        request("brick"),
      ])
    let (job, lease) = try queue.take()
    #expect(job.slug == "apple")
    #expect(try queue.finish(lease, .dead(.noValidAnswer, detail: "none"), now: 3000))
  }

  private func names(_ edit: (inout JobSelection) -> Void) throws -> [String] {
    var selection = JobSelection()
    edit(&selection)
    return try JobHistory(path: store.path).select(selection).map(\.slug)
  }

  @Test func everyConditionCounts() throws {
    #expect(try names { _ in } == ["apple", "apricot", "brick"])
    #expect(try names { $0.states = [.ready] } == ["apricot", "brick"])
    #expect(try names { $0.states = [.ready, .dead] } == ["apple", "apricot", "brick"])
    #expect(try names { $0.reasons = [.noValidAnswer, .inputOutput] } == ["apple"])
    #expect(try names { $0.reasons = [.poison] } == [])
    #expect(try names { $0.tag = "fruit" } == ["apple", "apricot"])
    #expect(try names { $0.namePrefix = "ap" } == ["apple", "apricot"])
    #expect(
      try names {
        $0.namePrefix = "ap"; $0.tag = "fruit"; $0.states = [.ready]
      } == ["apricot"])
  }

  @Test func aKeyFindsItsJobWithTheRequest() throws {
    let job = try #require(try queue.job(key: testKey("brick", 1)))
    #expect(job.slug == "brick" && job.request == Array("{}".utf8))
    #expect(try queue.job(key: testKey("brick", 2)) == nil)
  }
}
