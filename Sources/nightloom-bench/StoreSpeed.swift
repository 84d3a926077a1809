import Hashing
import JobStore
import OperatingSystem

/// Durable acceptance in groups of a thousand, then claim and finish one by one.
struct StoreSpeed {
  let folder: String
  let count: Int

  func run() throws -> Bool {
    let queue = try JobQueue(path: folder + "/store.db")
    var accepting = Timings()
    let request = Array(
      (#"{"prompt":""# + String(repeating: "a red fox in the snow ", count: 15) + #""}"#).utf8)
    for start in stride(from: 0, to: count, by: 1000) {
      let drops = (start..<min(start + 1000, count)).map { drop($0, request) }
      try accepting.measure {
        _ = try queue.accept(drops, engine: "bench", now: 1000, key: key)
      }
    }
    let rate = Double(count) / accepting.sum * 1000
    let isFast = Goal(
      name: "durable acceptance in groups of 1000", value: rate, unit: "jobs/s",
      bound: .least(10_000)
    ).report()
    return try claims(queue) && isFast
  }

  private func drop(_ number: Int, _ request: [UInt8]) -> Drop {
    let identity = SHA256.hex(Array("job \(number)".utf8))
    let source = NewSource(
      name: Array("p\(number).txt".utf8), device: 1, inode: UInt64(number), size: 400,
      modifiedNanoseconds: 1, changedNanoseconds: Int64(number), sha256: identity)
    return Drop(
      source: source, jobs: [NewJob(identity: identity, slug: "p\(number)", request: request)])
  }

  private func key(_ identity: String, _ drop: Int) -> String {
    SHA256.hex(Array("\(identity) \(drop)".utf8))
  }

  private func claims(_ queue: JobQueue) throws -> Bool {
    let pairs = min(5000, count)
    var timings = Timings()
    let result = JobResult(digest: "d", engine: "bench", bestScore: 0.9)
    for number in 0..<pairs {
      try timings.measure {
        guard let job = try queue.claim(now: 2000, owner: "bench"), let lease = job.lease,
          try queue.finish(lease, .done(result), now: 3000)
        else { throw ToolError("claim \(number) found no job") }
      }
      if number % 1000 == 999 { try queue.connection.checkpoint() }
    }
    let median = Goal(
      name: "claim and finish, p50", value: timings.percentile(0.5), unit: "ms",
      bound: .most(1))
    let rate = Goal(
      name: "claim and finish", value: Double(pairs) / timings.sum * 1000, unit: "pairs/s",
      bound: .least(1000))
    return [rate.report(), median.report()].allSatisfy { $0 }
  }
}
