import JSON
import JobStore
import OperatingSystem
import Spool

/// Sets a damaged database aside and puts the newest sound backup in its place.
struct QueueRescue: Sendable {
  private static let marker = Array("rescue.json".utf8)
  private static let draft = Array(".queue.db.restored".utf8)

  private let spool: SpoolDirectory
  /// The name the damaged file has in `state/`.
  let damagedName: String

  /// The path of the damaged file.
  var damagedPath: String { spool.state.path + "/" + damagedName }

  /// Begins a rescue: from now on every start goes on with it.
  static func begin(_ spool: SpoolDirectory, now: Int64) throws -> QueueRescue {
    let time = CalendarTime.text(utc: now).filter { $0 != ":" && $0 != "-" && $0 != "." }
    let rescue = QueueRescue(spool: spool, damagedName: "queue.db.damaged-\(time)")
    let text: JSONValue = ["damaged": .string(rescue.damagedName)]
    try AtomicFile.write(text.bytes() + [0x0A], in: spool.state, marker, mode: 0o640)
    return rescue
  }

  /// The rescue that an earlier process did not end.
  static func pending(_ spool: SpoolDirectory) throws -> QueueRescue? {
    guard spool.state.contains(marker) else { return nil }
    let bytes = try spool.state.read(marker, limit: 4096)
    guard let name = (try? JSONValue.parse(bytes))?["damaged"]?.string,
      name.hasPrefix("queue.db.damaged-"), !name.contains("/")
    else {
      try spool.state.remove(marker)
      return nil
    }
    return QueueRescue(spool: spool, damagedName: name)
  }

  /// Sets aside and restores; what was done before is not done again.
  /// - Returns: A sentence for people.
  func restore() throws -> String {
    let state = spool.state
    let (live, aside) = (Array("queue.db".utf8), Array(damagedName.utf8))
    if !state.contains(aside) {
      // The log goes first: it must never be taken for that of the restored file.
      try move("queue.db-wal", to: damagedName + "-wal")
      try? state.remove(Array("queue.db-shm".utf8))
      try move("queue.db", to: damagedName)
      if !state.contains(aside) { try state.create(aside, [], mode: 0o640) }
      try state.sync()
    }
    guard !state.contains(live) else { return "the queue was restored before; going on" }
    for name in ["queue.db-wal", "queue.db-shm"] { try? state.remove(Array(name.utf8)) }
    let backup = try QueueBackup(spool).restore(to: Self.draft, in: state)
    guard let backup else { return "there is no sound backup of the queue; it begins anew" }
    try state.rename(Self.draft, to: state, live)
    try state.sync()
    return "the queue was restored from state/backup/\(backup)"
  }

  private func move(_ name: String, to target: String) throws {
    let name = Array(name.utf8)
    guard spool.state.contains(name) else { return }
    try spool.state.rename(name, to: spool.state, Array(target.utf8), replacing: true)
  }

  /// Everything is in line again.
  func end() throws {
    try spool.state.remove(Self.marker)
    try spool.state.sync()
  }
}
