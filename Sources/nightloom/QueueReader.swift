import JSON
import JobStore
import OperatingSystem
import Report

/// What `status`, `history` and `show` share: they only read.
struct QueueReader {
  /// Options of all three.
  static let options = [
    Option("spool", "dir", "Folder of inbox, outbox, dead, hold and state [the configuration's]."),
    Option("json", nil, "One JSON object on standard output."),
    Option("config", "file", "Configuration file [Config/nightloom.conf]."),
  ]
  /// Options of tables.
  static let tableOptions = [
    Option("plain", nil, "Columns parted by tabs, nothing cut."),
    Option("csv", nil, "Comma-separated values."),
  ]

  let places: SpoolPlaces
  var spoolPath: String { places.spool }
  /// The folder of jobs for other hosts.
  let shipments: String
  let history: JobHistory
  let now = WallClock.system.now

  init(_ arguments: Arguments) throws {
    let setup = try RunnerSetup(arguments)
    places = setup.places
    shipments = setup.shipments
    let path = places.state + "/queue.db"
    do {
      history = try JobHistory(path: path)
    } catch .cannotOpen {
      throw CommandFailure(
        .noInput, "there is no queue at \(path) yet",
        hint: "nightloom once or nightloom run makes it; --spool DIR names another folder")
    } catch {
      throw CommandFailure(.inputOutput, "\(error)")
    }
  }

  /// The style of a table.
  static func style(_ arguments: Arguments) -> TableStyle {
    if arguments.has("plain") { return .plain }
    if arguments.has("csv") { return .csv }
    let named = Environment.value("COLUMNS").flatMap { Int($0) }
    return .columns(width: named ?? StandardStreams.output.columns ?? 100)
  }

  /// What the running process says of itself; null without one.
  var runner: JSONValue {
    guard let bytes = try? readFile(places.state + "/live.json", limit: 1 << 20),
      let live = try? JSONValue.parse(bytes), let process = live["pid"]?.int,
      let name = try? readFile("/proc/\(process)/comm", limit: 64),
      String(decoding: name, as: UTF8.self).hasPrefix("nightloom")
    else { return .null }
    return live
  }

  /// Minutes of local time ahead of UTC, as milliseconds.
  static func zone(_ moment: Int64) -> Int {
    let local = CalendarTime(local: moment)
    let asUTC = local.utcMilliseconds ?? moment
    return Int((asUTC - moment) / 1000)
  }
}
