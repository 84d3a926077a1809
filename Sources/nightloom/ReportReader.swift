import JSON
import JobStore
import OperatingSystem
import Report

/// Gathers what a report shows from the queue and from the folders of the spool; reads only.
struct ReportReader {
  private let reader: QueueReader

  init(_ reader: QueueReader) { self.reader = reader }

  /// The jobs that ended since a time, the last `limit` of them.
  func report(since: Int64, limit: Int) throws -> NightReport {
    var filter = HistoryFilter()
    filter.since = since
    filter.limit = limit
    let jobs = try reader.history.history(filter)
    let count = try reader.history.count(filter)
    var report = NightReport(since: since, now: reader.now, try jobs.map(entry))
    report.omitted = max(0, count - jobs.count)
    report.held = held(since: since)
    report.live = try reader.history.counts().filter { !$0.state.hasEnded }
    return report
  }

  private func entry(_ job: Job) throws -> NightReport.Entry {
    let request = try reader.history.show(row: job.row)?.job.request
    let json = request.flatMap { try? JSONValue.parse($0) }
    var entry = NightReport.Entry(
      job, prompt: json?["prompt"]?.string ?? json?["source"]?["original"]?.string)
    let place = job.state == .done ? "outbox" : "dead"
    guard let folder = folder(place, job.folderName) else { return entry }
    entry.files = ((try? folder.list()) ?? []).map { String(decoding: $0, as: UTF8.self) }
    entry.take(rank: object("rank.json", in: folder))
    entry.hint = object("reason.json", in: folder)["hint"]?.string
    return entry
  }

  /// A folder of one name in a place of the spool; no link is followed.
  private func folder(_ place: String, _ name: String) -> DirectoryHandle? {
    let parent = try? DirectoryHandle(reader.spoolPath + "/" + place)
    return try? parent?.folder(Array(name.utf8))
  }

  private func object(_ name: String, in folder: DirectoryHandle) -> JSONValue {
    let bytes = try? folder.read(Array(name.utf8), limit: 16 << 20)
    return bytes.flatMap { try? JSONValue.parse($0) } ?? .null
  }

  private func held(since: Int64) -> [NightReport.Held] {
    guard let folder = try? DirectoryHandle(reader.spoolPath + "/hold"),
      let names = try? folder.list()
    else { return [] }
    let start = CalendarTime.text(utc: since)
    let ending = ".reason.json"
    return names.map { String(decoding: $0, as: UTF8.self) }.filter { $0.hasSuffix(ending) }
      .compactMap { name in
        let reason = object(name, in: folder)
        guard let time = reason["time"]?.string, time >= start else { return nil }
        return NightReport.Held(kept: String(name.dropLast(ending.count)), reason)
      }
  }
}
