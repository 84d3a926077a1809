import Hashing
import JSON
import JobStore
import OperatingSystem
import Report

/// `nightloom report`: what became of the prompts of a night.
enum ReportCommand: Subcommand {
  static let name = "report"
  static let summary = "Says what became of the prompts: results, scores, reasons, files."
  static let usage = "[--since now-24h] [--out FILE.html] [--json]"
  static let options =
    QueueReader.options + QueueReader.tableOptions + [
      Option("since", "time", "Ended at this time or later: today, now-2days, or ISO [now-24h]."),
      Option("out", "file", "Write one HTML page instead of text."),
      Option("limit", "n", "At most so many jobs, the last ones [500]."),
    ]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    let reader = try QueueReader(arguments)
    let text = arguments.text("since") ?? "now-24h"
    guard let since = HistoryTime.moment(text, now: reader.now) else {
      throw UsageError(message: "--since wants today, now-2days or an ISO time, not '\(text)'")
    }
    let limit = try arguments.int("limit", 500, atLeast: 1, atMost: 10_000)
    let report = try ReportReader(reader).report(since: since, limit: limit)
    if let path = arguments.text("out") {
      try write(report, to: path, reader)
      Console.note("\(report.totals); written to \(displayName(Array(path.utf8)))")
    }
    if arguments.has("json") {
      Console.output(report.json.text() + "\n")
    } else if arguments.text("out") == nil {
      Console.output(report.text(zone: QueueReader.zone, QueueReader.style(arguments)))
    }
    return .success
  }

  private static func write(
    _ report: NightReport, to path: String, _ reader: QueueReader
  ) throws {
    do throws(SystemCallError) {
      let slash = path.lastIndex(of: "/")
      let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
      let page = ReportPage(
        report, zone: QueueReader.zone,
        spool: relativePath(from: try realPath(folder), to: try realPath(reader.spoolPath))
      ) { style in base64(SHA256.digest(Array(style.utf8))) }
      try AtomicFile.write(Array(page.html.utf8), to: path, mode: 0o640)
    } catch {
      throw CommandFailure(.cannotCreate, "\(error)", hint: error.hint)
    }
  }

  /// The way from one folder to another, both absolute.
  static func relativePath(from folder: String, to target: String) -> String {
    let (start, end) = (folder.split(separator: "/"), target.split(separator: "/"))
    let shared = zip(start, end).prefix { $0 == $1 }.count
    let parts =
      Array(repeating: "..", count: start.count - shared)
      + end[shared...].map(String.init)
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }

  /// Base 64 with padding (RFC 4648, section 4).
  static func base64(_ bytes: [UInt8]) -> String {
    let signs = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = Array(bytes[start..<min(start + 3, bytes.count)])
      let bits = (0..<3).reduce(0) { $0 << 8 | ($1 < group.count ? Int(group[$1]) : 0) }
      for place in 0..<4 {
        text.append(place <= group.count ? signs[bits >> (18 - 6 * place) & 63] : "=")
      }
    }
    return text
  }
}
