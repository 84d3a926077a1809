import Foundation
import JSON
import Testing

@testable import JobStore

/// A folder with one database, removed at the end of the test.
final class StoreFolder {
  let folder: String
  var path: String { folder + "/queue.db" }

  init() throws {
    folder = NSTemporaryDirectory() + "/nightloom-store-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func queue() throws -> JobQueue { try JobQueue(path: path) }
}

/// A key of 64 hexadecimal digits: FNV-1a over identity and drop number, four times.
func testKey(_ identity: String, _ dropNumber: Int) -> String {
  var key = ""
  for part in 0..<4 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in "\(part)/\(identity)/\(dropNumber)".utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    let digits = String(hash, radix: 16)
    key += String(repeating: "0", count: 16 - digits.count) + digits
  }
  return key
}

/// A file whose inode tells it from others.
func source(_ inode: UInt64, name: String = "cat.txt") -> NewSource {
  NewSource(
    name: Array(name.utf8), device: 1, inode: inode, size: 5, modifiedNanoseconds: 10,
    changedNanoseconds: 20, sha256: "ab\(inode)")
}

/// A request named after its identity.
func request(_ identity: String, _ edit: (inout NewJob) -> Void = { _ in }) -> NewJob {
  var job = NewJob(identity: identity, slug: identity, request: Array("{}".utf8))
  edit(&job)
  return job
}

extension JobQueue {
  /// Accepts one file and returns the rows of its new jobs.
  @discardableResult
  func take(
    _ inode: UInt64, _ jobs: [NewJob], now: Int64 = 1000, engine: String = "e1",
    dedupe: Deduplication = .on
  ) throws -> [Int64] {
    let accepted = try accept(
      [Drop(source: source(inode), jobs: jobs)], engine: engine, dedupe: dedupe, now: now,
      key: testKey)
    guard case .accepted(_, let requests) = try #require(accepted.first) else { return [] }
    return requests.compactMap { if case .accepted(let row, _) = $0 { row } else { nil } }
  }

  /// Claims the next job and returns it with its lease.
  func take(now: Int64 = 2000, owner: String = "me") throws -> (Job, Lease) {
    let job = try #require(try claim(now: now, owner: owner))
    return (job, try #require(job.lease))
  }

  /// The changes of a job as `from>to`.
  func changes(_ row: Int64) throws -> [String] {
    try connection.rows(
      "SELECT coalesce(from_state, '') || '>' || to_state FROM event WHERE job = ?1 "
        + "AND kind = 'change' ORDER BY row", [.integer(row)]
    ) { (row) throws(SQLiteError) in row.text(0) ?? "" }
  }
}

let goodResult = JobResult(digest: "d1", engine: "e1", bestScore: 0.8)

func attempt(_ number: Int, score: Double? = 0.5, milliseconds: Int64 = 1000) -> Attempt {
  Attempt(
    number: number, seeds: [UInt64.max, 2], temperature: 0.7, inputTokens: 100,
    outputTokens: 200, milliseconds: milliseconds, verdict: "low-score", changes: "warmer",
    endedAt: 3000,
    answers: [
      Answer(
        number: 1, transcript: "text", gates: ["parsed": true], parts: ["fit": 0.5],
        score: score, graphDigest: "g")
    ])
}
