import Foundation
import Testing

@testable import JobStore

@Suite struct DropRowsTests {
  let store: StoreFolder
  let queue: JobQueue

  init() throws {
    store = try StoreFolder()
    queue = try store.queue()
    try queue.take(1, [request("cat"), request("city")], now: 1000)
  }

  @Test func `One that only looks decides as the queue does`() throws {
    let history = try JobHistory(path: store.path)
    for identity in ["cat", "city", "unheard-of"] {
      for dedupe in [Deduplication.on, .off] {
        #expect(
          try history.decide(identity: identity, engine: "e1", dedupe: dedupe)
            == queue.decide(identity: identity, engine: "e1", dedupe: dedupe))
      }
    }
    #expect(try history.recognises(source(1)))
    #expect(try !history.recognises(source(2)))
  }

  @Test func `A look without a trace leaves every byte beside the queue as it is`() throws {
    let folder = URL(fileURLWithPath: store.path).deletingLastPathComponent()
    func bytes() throws -> [String: Data] {
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      return try Dictionary(
        uniqueKeysWithValues: names.map {
          ($0, try Data(contentsOf: folder.appendingPathComponent($0)))
        })
    }
    // The log still holds the jobs, as it does behind a killed runner.
    let copy = folder.appendingPathComponent("a # 50% copy?.db").path
    for suffix in ["", "-wal", "-shm"] {
      try FileManager.default.copyItem(atPath: store.path + suffix, toPath: copy + suffix)
    }
    let before = try bytes()
    for _ in 0..<2 {
      let history = try JobHistory(path: copy, leavesNoTrace: true)
      #expect(try history.counts().first { $0.state == .ready }?.count == 2)
      #expect(throws: SQLiteError.self) { try history.connection.run("DELETE FROM job") }
    }
    #expect(try bytes() == before)
  }
}
