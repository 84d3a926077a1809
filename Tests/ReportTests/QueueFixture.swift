import Foundation
import JSON
import JobStore
import Testing

/// A small queue with one job in each state that people meet.
///
/// Times are minutes after 2026-01-31 22:00 UTC.
final class QueueFixture {
  static let start: Int64 = 1_769_896_800_000
  let queue: JobQueue
  let history: JobHistory
  private let folder: String

  init() throws {
    folder = NSTemporaryDirectory() + "/nightloom-report-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    queue = try JobQueue(path: folder + "/queue.db")
    history = try JobHistory(path: folder + "/queue.db")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  static func minute(_ minutes: Int64) -> Int64 { start + minutes * 60_000 }

  func accept(_ jobs: [NewJob], file: [UInt8] = Array("list.txt".utf8)) throws {
    let source = NewSource(
      name: file, device: 1, inode: 2, size: 40, modifiedNanoseconds: 0,
      changedNanoseconds: 0, sha256: "feed")
    _ = try queue.accept(
      [Drop(source: source, jobs: jobs)], engine: "e1", now: Self.start
    ) { identity, dropNumber in
      "\(identity)\(dropNumber)" + String(repeating: "c", count: 63 - identity.utf8.count)
    }
  }

  func claim(_ minutes: Int64) throws -> Lease {
    let job = try #require(try queue.claim(now: Self.minute(minutes), owner: "me"))
    return try #require(job.lease)
  }

  /// Prompt "two cats", done after one attempt; the jobs after it by name.
  func fill() throws {
    var cats = NewJob(
      identity: "3f9a2c1b000", slug: "cat-poster",
      request: Array(#"{"prompt": "two cats\n\nat night \u001b[31m", "answers": 8}"#.utf8))
    cats.tags = ["pets", "print"]
    cats.priority = 5
    var refused = NewJob(identity: "77aa", slug: "city", request: Array("x".utf8))
    refused.refusal = Refusal(.badHeader, "line 2: steps must be a whole number")
    var late = NewJob(identity: "90be77d2", slug: "a-very-long-name-of-a-poster", request: [])
    late.priority = -10
    let next = NewJob(identity: "aa00bb11", slug: "next", request: [])
    try accept([cats, refused, late, next])
    let lease = try claim(1)
    #expect(try queue.recordAttempt(Self.attempt, lease))
    let result = JobResult(
      digest: "d1", engine: "e1", bestScore: 0.584, flags: [.lowScore])
    #expect(try queue.finish(lease, .done(result), now: Self.minute(3)))
    _ = try claim(4)
  }

  static let attempt = Attempt(
    number: 1, seeds: [UInt64.max], temperature: 0.7, inputTokens: 900, outputTokens: 1200,
    milliseconds: 61_000, verdict: "low-score", changes: nil, endedAt: minute(2),
    answers: [
      Answer(
        number: 1, transcript: "<plan>", gates: ["parsed": true], parts: ["fit": 0.5],
        score: 0.584, graphDigest: "g1"),
      Answer(
        number: 2, transcript: nil, gates: ["parsed": "line 3: unknown\u{1B}[0m"], parts: .null,
        score: nil, graphDigest: nil),
    ])
}

/// Text with the blanks at line ends shown, so that a test says what it means.
func lines(_ text: String) -> [String] {
  text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}
