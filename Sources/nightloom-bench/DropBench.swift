import JobStore
import OperatingSystem

/// Drops prompt files as producers should, and waits for their rows.
struct DropBench {
  let folder: String
  let count: Int

  /// Leaves all files in the inbox.
  func dropAll() throws -> Bool {
    try makeFolders(folder + "/inbox/tmp")
    let inbox = try DirectoryHandle(folder + "/inbox")
    for number in 0..<count {
      let name = Array("f\(number).txt".utf8)
      let file = try inbox.open(name, [.write, .create, .exclusive], mode: 0o640)
      defer { inbox.disk.close(file) }
      try inbox.disk.writeAll(file, Array("a fox in the snow, number \(number)".utf8))
    }
    return true
  }

  /// Drops one file after the other and measures until its row can be read.
  func run() throws -> Bool {
    let inbox = try DirectoryHandle(folder + "/inbox")
    let drafts = try inbox.folder(Array("tmp".utf8))
    let history = try JobHistory(path: folder + "/state/queue.db", thousandSteps: 0)
    var timings = Timings()
    let clock = ContinuousClock()
    for number in 0..<count {
      let name = Array("drop\(number).txt".utf8)
      try drafts.create(name, Array("a drop, number \(number)".utf8), mode: 0o640)
      let last = try history.lastEvent()
      let start = clock.now
      try drafts.rename(name, to: inbox, name)
      while try history.lastEvent() == last {
        guard start.duration(to: clock.now) < .seconds(30) else {
          throw ToolError("drop \(number) has no row after 30 s; does a runner watch \(folder)?")
        }
      }
      timings.add(start.duration(to: clock.now))
    }
    let median = Goal(
      name: "drop to row, p50 of \(count)", value: timings.percentile(0.5), unit: "ms",
      bound: .most(100))
    let slow = Goal(
      name: "drop to row, p99 of \(count)", value: timings.percentile(0.99), unit: "ms",
      bound: .most(100))
    return [median.report(), slow.report()].allSatisfy { $0 }
  }
}
