import Foundation
import Testing

@testable import JobStore

@Suite struct JobSalvageTests {
  @Test func `Of a sound file every job that has not ended is read`() throws {
    let store = try StoreFolder()
    let queue = try store.queue()
    try queue.take(
      1, (0..<250).map { number in request("job\(number)") { $0.tags = ["t\(number)"] } })
    let (_, lease) = try queue.take()
    #expect(try queue.finish(lease, .done(goodResult), now: 1))
    let saved = JobSalvage.live(store.path)
    #expect(saved.map(\.job.identity) == (1..<250).map { "job\($0)" })
    #expect(saved[0].job.tags == ["t1"] && saved[0].sourceName == Array("cat.txt".utf8))
    #expect(saved[0].key == testKey("job1", 1))
  }

  @Test func `Of a file with a damaged page the rows before and behind it are read`() throws {
    let store = try StoreFolder()
    do {
      let queue = try store.queue()
      try queue.take(
        1,
        (0..<400).map { number in
          request("job\(number)") { $0.request = [UInt8](repeating: 0x61, count: 300) }
        })
      try queue.connection.checkpoint()
    }
    let whole = try Data(contentsOf: URL(fileURLWithPath: store.path))
    // A page in the middle of the requests: the first that holds the letters many times.
    let pages = stride(from: 4096, to: whole.count - 4096, by: 4096).filter { start in
      whole[start..<start + 4096].count { $0 == 0x61 } > 2000
    }
    var bad = whole
    let place = pages[pages.count / 2]
    bad.replaceSubrange(place..<place + 4096, with: Data(repeating: 0xEE, count: 4096))
    try? FileManager.default.removeItem(atPath: store.path + "-wal")
    try bad.write(to: URL(fileURLWithPath: store.path))
    let saved = JobSalvage.live(store.path)
    #expect(saved.count > 350 && saved.count < 400)
    #expect(saved.first?.job.identity == "job0" && saved.last?.job.identity == "job399")
  }

  @Test func `Of what is no database nothing is read`() throws {
    let store = try StoreFolder()
    try Data("no database at all".utf8).write(to: URL(fileURLWithPath: store.path))
    #expect(JobSalvage.live(store.path) == [])
    #expect(JobSalvage.live(store.folder + "/missing") == [])
  }
}
