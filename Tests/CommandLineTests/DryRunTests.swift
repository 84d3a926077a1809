import Foundation
import JSON
import Testing

@Suite(.enabled(if: Nightloom.isBuilt, "swift build makes .build/debug/nightloom first"))
struct DryRunTests {
  /// Every path below a folder with its kind, mode and bytes.
  private func tree(_ root: String) throws -> [String: String] {
    let manager = FileManager.default
    var found: [String: String] = [:]
    for path in try manager.subpathsOfDirectory(atPath: root) + ["."] {
      let full = root + "/" + path
      let facts = try manager.attributesOfItem(atPath: full)
      let kind = facts[.type] as? FileAttributeType
      let bytes = kind == .typeRegular ? manager.contents(atPath: full)?.base64EncodedString() : nil
      let changed = facts[.modificationDate] as? Date
      found[path] =
        "\(kind?.rawValue ?? "?") \(facts[.posixPermissions] ?? "?")"
        + " \(changed?.timeIntervalSince1970 ?? 0) \(bytes ?? "")"
    }
    return found
  }

  private func fill(_ spool: RunningSpool) throws {
    try spool.drop(["one", "two"])
    let inbox = spool.path + "/inbox/"
    try "---\nsteps: x\n---\na cat".write(
      toFile: inbox + "bad.txt", atomically: false, encoding: .utf8)
    try "x".write(toFile: inbox + "odd.xyz", atomically: false, encoding: .utf8)
  }

  @Test func `once --dry-run tells and changes nothing before the first run`() throws {
    let spool = try RunningSpool()
    try fill(spool)
    let before = try tree(spool.path)
    let told = try spool.call(["once", "--dry-run", "--stub-model"])
    #expect(told.status == 65 && told.errors == "")
    #expect(
      told.output.hasSuffix(
        "\nnightloom once --dry-run: files=4 requests=3 accepted=2 duplicate=0 refused=1"
          + " held=1 ready=0 exit=65\n"))
    #expect(try tree(spool.path) == before)
  }

  @Test func `once --dry-run knows the queue and leaves it as it is`() throws {
    let spool = try RunningSpool()
    try spool.start("run", delay: 0)
    try spool.drop(["one"])
    spool.wait { spool.names("outbox").count == 1 }
    _ = try spool.call(["pause"])
    try spool.drop(["later"])
    spool.wait { !spool.jobs("ready").isEmpty }
    // Killed, so that the log of the queue still holds what is known.
    spool.signal(SIGKILL)
    _ = spool.finish()
    try fill(spool)
    let before = try tree(spool.path)
    let told = try spool.call(["once", "--dry-run", "--stub-model", "--json"])
    #expect(told.status == 65 && told.errors == "")
    let json = try JSONValue.parse(told.output)
    #expect(json["schema"] == "nightloom.once-dry-run/1")
    #expect(json["accepted"] == 1 && json["duplicate"] == 1 && json["ready"] == 1)
    let files = json["files"]?.array ?? []
    #expect(
      files.compactMap { $0["name"]?.string } == ["bad.txt", "odd.xyz", "one.txt", "two.txt"])
    #expect(files.compactMap { $0["requests"]?.int } == [1, 0, 1, 1])
    #expect(try tree(spool.path) == before)
  }

  @Test func `once --dry-run with the model knows what the engine has done`() throws {
    let spool = try RunningSpool()
    try spool.drop(["one"])
    let before = try tree(spool.path)
    let root = "--config=Config/nightloom.conf"
    let told = try Nightloom.run("once", "--dry-run", root, "--spool", spool.path)
    #expect(told.status == 0 && told.errors == "")
    #expect(told.output.hasPrefix("one.txt: 1 request, 1 would be accepted\n"))
    #expect(try tree(spool.path) == before)
  }
}
