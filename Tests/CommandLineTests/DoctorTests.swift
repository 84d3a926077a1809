import Foundation
import JSON
import Testing

@Suite(.enabled(if: Nightloom.isBuilt, "swift build makes .build/debug/nightloom first"))
struct DoctorTests {
  /// Check, level and repair of every line.
  private func findings(_ spool: WorkedSpool, _ more: String...) throws -> (
    status: Int32, lines: [[String]]
  ) {
    let result = try Nightloom.run(
      ["doctor", "--json", "--spool", spool.path, "--config", spool.configuration] + more)
    let json = try JSONValue.parse(Array(result.output.utf8))
    #expect(json["schema"] == "nightloom.doctor/1")
    let lines = (json["data"]?["findings"]?.array ?? []).map { finding in
      ["check", "level", "repair"].map { finding[$0]?.string ?? "" }
    }
    return (result.status, lines)
  }

  private func problems(_ spool: WorkedSpool) throws -> [[String]] {
    try findings(spool).lines.filter { $0[1] == "problem" }
  }

  @Test func `A worked spool has nothing to mend`() throws {
    let spool = try WorkedSpool()
    defer { spool.remove() }
    let (status, lines) = try findings(spool, "--deep")
    #expect(status == 0 && !lines.contains { $0[1] == "problem" }, "\(lines)")
    for check in ["configuration", "folders", "space", "database", "sqlite", "results"] {
      #expect(lines.contains([check, "ok", ""]), "\(check) in \(lines)")
    }
  }

  @Test func `Tuned sampling is checked against the model`() throws {
    let spool = try WorkedSpool()
    defer { spool.remove() }
    let path = (spool.configuration as NSString).deletingLastPathComponent + "/sampling.json"
    try "{}".write(toFile: path, atomically: false, encoding: .utf8)
    #expect(try problems(spool) == [["sampling", "problem", "rm \(path)"]])
    try """
    {"schema": "nightloom.sampling/1", "temperature": 0.9, "top_p": 0.8, "temperature_step": 0}
    """.write(toFile: path, atomically: false, encoding: .utf8)
    let (status, lines) = try findings(spool)
    #expect(status == 0 && lines.contains(["sampling", "note", ""]), "\(lines)")
  }

  @Test func `Each fault is found with the command that mends it`() throws {
    let spool = try WorkedSpool()
    defer { spool.remove() }
    let files = FileManager.default
    try files.setAttributes([.posixPermissions: 0o777], ofItemAtPath: spool.path + "/state")
    #expect(try problems(spool) == [["rights", "problem", "chmod go-w \(spool.path)/state"]])
    try files.setAttributes([.posixPermissions: 0o750], ofItemAtPath: spool.path + "/state")

    try files.removeItem(atPath: spool.path + "/hold")
    #expect(try problems(spool) == [["folders", "problem", "mkdir -p \(spool.path)/hold"]])
    try files.createDirectory(atPath: spool.path + "/hold", withIntermediateDirectories: false)

    let database = spool.path + "/state/queue.db"
    let whole = try Data(contentsOf: URL(fileURLWithPath: database))
    var torn = whole
    torn.replaceSubrange(4096..<4196, with: Data(repeating: 0xFF, count: 100))
    try torn.write(to: URL(fileURLWithPath: database))
    let damaged = try problems(spool)
    #expect(damaged.map { $0[0] } == ["database"])
    #expect(damaged.first?[2] == "nightloom once --max-jobs 0 --spool \(spool.path)")
    try whole.write(to: URL(fileURLWithPath: database))

    let folder = try #require(
      try files.contentsOfDirectory(atPath: spool.path + "/outbox").first)
    try files.removeItem(atPath: spool.path + "/outbox/\(folder)/rank.json")
    #expect(try problems(spool) == [])
    let deep = try findings(spool, "--deep")
    #expect(deep.status == 1)
    #expect(
      deep.lines.contains(["results", "problem", "ls -la \(spool.path)/outbox/\(folder)"]))
  }

  @Test func `A wrong configuration is told with its line, and nothing else is looked at`() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let file = try scratch.write("anwers = 3\n", to: "bad.conf")
    let result = try Nightloom.run("doctor", "--config", file)
    #expect(result.status == 78 && result.output == "")
    #expect(
      result.errors.hasPrefix(
        "nightloom: error: \(file):1: unknown directive 'anwers'; did you mean 'answers'?"))
  }

  @Test func `A missing spool is a problem with the command that makes it`() throws {
    let result = try Nightloom.run("doctor", "--spool", "/nonexistent/spool")
    #expect(result.status == 1)
    #expect(
      result.output.contains(
        "problem  spool: there is no folder /nonexistent/spool\n"
          + "         run: mkdir -p /nonexistent/spool/inbox/tmp\n"))
  }
}
