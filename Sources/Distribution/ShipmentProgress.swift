public import JSON
import OperatingSystem

/// How far a shipment is, as its folder tells it.
public struct ShipmentProgress: Equatable, Sendable {
  /// After this time without a sign of a task somebody should look.
  public static let patience: Int64 = 600_000

  /// Its id.
  public let id: String
  /// Jobs sent; `nil` when the folder cannot be read.
  public let jobs: Int?
  /// Results published.
  public let finished: Int
  /// The segments' names without their ends: hosts and processes that worked on it.
  public let tasks: [String]
  /// Whether no task will begin any more.
  public let isClosed: Bool
  /// Milliseconds since it was written.
  public let age: Int64
  /// Milliseconds since the newest line of a segment; `nil` when no task has told anything.
  public let silence: Int64?

  /// Looks at a shipment.
  ///
  /// - Parameters:
  ///   - id: Its id.
  ///   - path: The folder of shipments.
  ///   - now: UTC milliseconds.
  public init(_ id: String, in path: String, now: Int64) {
    self.id = id
    guard let folder = try? DirectoryHandle(path), let found = try? Shipment.find(id, in: folder),
      let sent = try? found.folder.status(Array("engine.json".utf8)),
      let head = try? found.folder.read(Array("engine.json".utf8), limit: 1 << 20),
      let results = try? found.folder.folder(Array("results".utf8)).list(),
      let segments = try? found.folder.folder(Array("segments".utf8))
    else {
      (jobs, finished, tasks, isClosed, age, silence) = (nil, 0, [], false, 0, nil)
      return
    }
    jobs = (try? JSONValue.parse(head))?["jobs"]?.int
    finished = results.count { $0.first != 0x2E }
    let names = (try? segments.list()) ?? []
    tasks = names.map { String(displayName($0).prefix { $0 != "." }) }
    isClosed = found.isClosed
    age = now - sent.modified / 1_000_000
    silence = names.compactMap { try? segments.status($0).modified }.max()
      .map { now - $0 / 1_000_000 }
  }

  /// How far it is, and what to do when nothing happens.
  public var sentence: String {
    guard let jobs else { return "shipment \(id) cannot be read; its jobs come back by themselves" }
    let count = "shipment \(id): \(finished) of \(jobs) results"
    if isClosed { return count + ", closed; the runner takes them home" }
    guard let silence else {
      guard age >= Self.patience else { return count + ", no task has told anything yet" }
      return count + ", no task has told anything for \(age / 60_000) min; 'nightloom dispatch"
        + " --engine E --resume \(id)' launches it again, '--take-back \(id)' ends it"
    }
    let tasks = tasks.count == 1 ? "1 task" : "\(tasks.count) tasks"
    return count + " from \(tasks), the last word \(max(0, silence) / 1000) s ago"
  }

  /// The same as an object; times in seconds.
  public var json: JSONValue {
    [
      "id": .string(id), "jobs": jobs.map { .int($0) } ?? .null, "finished": .int(finished),
      "tasks": .array(tasks.map { .string($0) }), "closed": .bool(isClosed),
      "age_seconds": .int(Int(age / 1000)),
      "silent_seconds": silence.map { .int(Int($0 / 1000)) } ?? .null,
      "sentence": .string(sentence),
    ]
  }
}
