import Distribution
import JSON
import JobStore
import Report

/// `nightloom status`: the queue and what runs.
enum StatusCommand: Subcommand {
  static let name = "status"
  static let summary = "Shows the runner and the jobs that wait or run."
  static let usage = "[--json]"
  static let options = QueueReader.options + QueueReader.tableOptions

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    let reader = try QueueReader(arguments)
    let status = try reader.history.status()
    let entries = StatusEntry.entries(
      status, throughput: try reader.history.throughput(), workers: 1, now: reader.now)
    let runner = reader.runner
    let shipments = try reader.history.shipments().map {
      ShipmentProgress($0, in: reader.shipments, now: reader.now)
    }
    if arguments.has("json") {
      let json = StatusTable.json(
        status, entries, now: reader.now, runner: runner,
        shipments: shipments.map(\.json))
      Console.output(json.text() + "\n")
      return .success
    }
    let style = QueueReader.style(arguments)
    if case .columns = style {
      Console.output(Self.line(runner, status) + "\n")
      for shipment in shipments { Console.lines(shipment.sentence + "\n") }
    }
    if !entries.isEmpty { Console.output(StatusTable.text(entries, now: reader.now, style)) }
    return .success
  }

  private static func line(_ runner: JSONValue, _ status: QueueStatus) -> String {
    let queue = StatusTable.summary(status)
    guard let process = runner["pid"]?.int else { return "no runner; \(queue)" }
    var parts = ["runner \(process)"]
    if let speed = runner["tokens_per_second"]?.double { parts.append("\(Int(speed)) tokens/s") }
    if let reason = runner["waits"]?["sentence"]?.string { parts.append("waits: \(reason)") }
    if let error = runner["settings_error"]?.string { parts.append("settings not read: \(error)") }
    if status.isClaimingPaused { parts.append("paused") }
    if !status.unlinkPending.isEmpty {
      parts.append("\(status.unlinkPending.count) files cannot be removed from the inbox")
    }
    return parts.joined(separator: ", ") + "; " + queue
  }
}
