import Distribution
import Hashing
import JSON
import JobStore
import OperatingSystem
import Spool

/// Sends ready jobs away: marks them in one transaction, then writes the shipment.
///
/// Both under the queue's one order, so that nobody sees one without the other but after a crash:
/// then the merge puts the jobs back.
struct Shipping {
  /// What was sent.
  struct Sent: Sendable, Equatable {
    var id: String
    var path: String
    var jobs: Int
    var chunks: Int
  }

  let loop: JobLoop

  /// The most jobs of one shipment.
  static let jobLimit = 10_000
  /// Jobs of one chunk where nothing was measured yet.
  static let startChunk = 25
  /// What a chunk shall take, in milliseconds: long beside the load of a model.
  static let chunkTime: Int64 = 1_200_000

  /// The folder of shipments, made when missing.
  static func folder(_ loop: JobLoop) throws -> DirectoryHandle {
    let path = loop.configuration.shipments ?? loop.spool.state.path + "/shipments"
    try makeFolders(path, mode: 0o750)
    return try DirectoryHandle(path)
  }

  /// Sends at most `limit` jobs in chunks of `chunkSize`, or of what fits into 20 minutes.
  ///
  /// - Returns: What was sent, or `nil` when no job may be sent now.
  /// - Throws: failures of queue and disk; no job is away then.
  func send(limit: Int, chunkSize: Int?) throws -> Sent? {
    let folder = try Self.folder(loop)
    let (loop, now) = (loop, loop.clocks.wall.now)
    let id = String(SHA256.hex(Array("\(loop.ground.owner())/\(now)".utf8)).prefix(16))
    let sent = try loop.queue.sync { queue -> Sent? in
      let jobs = try queue.shippable(limit: min(limit, Self.jobLimit), now: now)
        .compactMap { ShippedJob($0, loop.configuration) }
      guard !jobs.isEmpty else { return nil }
      let size = try chunkSize ?? Self.measuredChunk(queue)
      let manifest = ShipmentManifest(
        engine: loop.generator.engine, facts: loop.generator.facts, chunkSize: size,
        entries: jobs.map(\.entry))
      try queue.ship(jobs.map(\.job.row), as: id, now: now)
      do {
        let shipment = try Shipment.write(manifest, id: id, in: folder)
        return Sent(
          id: id, path: shipment.path, jobs: jobs.count, chunks: manifest.chunkCount)
      } catch {
        _ = try queue.unship(id, now: now)
        throw error
      }
    }
    if let sent { loop.output.note("shipment \(sent.id): \(sent.jobs) jobs sent away") }
    return sent
  }

  /// So many jobs as took 20 minutes lately.
  private static func measuredChunk(_ queue: JobQueue) throws -> Int {
    let times = try queue.lastDurations(limit: 50)
    guard times.count >= Throughput.fewest else { return startChunk }
    return Int(min(max(chunkTime / max(times[times.count / 2], 1), 1), 1000))
  }
}
