import Foundation
import JSON
import Testing

@Suite(.enabled(if: Nightloom.isBuilt, "swift build makes .build/debug/nightloom first"))
struct ShowTests {
  private func words(_ text: String) -> [String] {
    text.split(separator: "\n").map { line in line.dropFirst(21).prefix(36).description }
  }

  @Test func `show --log tells what happened, a line each`() throws {
    let spool = try WorkedSpool()
    defer { spool.remove() }
    let log = try Nightloom.run("show", "fox", "--log", "--spool", spool.path)
    #expect(log.status == 0 && log.errors == "")
    #expect(
      words(log.output) == [
        "accepted, ready", "ready -> running, claim 1", "round 1: accepted, 40 tokens. Round ",
        "running -> done",
      ])
    let dead = try Nightloom.run("show", "bad", "--log", "--spool", spool.path)
    #expect(words(dead.output).last == "running -> dead: no-valid-answer: no")
    let json = try JSONValue.parse(
      try Nightloom.run("show", "fox", "--log", "--json", "--spool", spool.path).output)
    #expect(json["schema"] == "nightloom.show/1")
    #expect(json["data"]?["log"]?.array?.count == 4)
    #expect(json["data"]?["job"]?["name"] == "fox")
  }

  @Test func `show --files lists what is in the folder`() throws {
    let spool = try WorkedSpool()
    defer { spool.remove() }
    let listed = try JSONValue.parse(
      try Nightloom.run("show", "fox", "--files", "--json", "--spool", spool.path).output)
    let files = listed["data"]?["files"]
    let folder = try #require(files?["folder"]?.string)
    #expect(folder.hasPrefix(spool.path + "/outbox/fox-"))
    let there = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(files?["files"]?.array?.compactMap { $0["name"]?.string } == there)
    for file in files?["files"]?.array ?? [] {
      let path = folder + "/" + (file["name"]?.string ?? "")
      #expect(file["bytes"]?.int == FileManager.default.contents(atPath: path)?.count)
      #expect(file["what"] != "not made by nightloom")
    }
    #expect(files?["whole"] == true)

    let dead = try Nightloom.run("show", "bad", "--files", "--spool", spool.path)
    #expect(dead.output.contains("reason.json     why it failed, what to do"))
    #expect(dead.output.contains("input           the request as it was dropped"))
  }

  @Test func `show --files says what was changed or taken away since`() throws {
    let spool = try WorkedSpool()
    defer { spool.remove() }
    let outbox = spool.path + "/outbox/"
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: outbox).first)
    try FileManager.default.removeItem(atPath: outbox + name + "/prompt.txt")
    let torn = try Nightloom.run("show", "fox", "--files", "--spool", spool.path)
    #expect(torn.status == 0)
    #expect(torn.output.contains("not as it was published: prompt.txt is missing\n"))
    try FileManager.default.removeItem(atPath: outbox + name)
    let gone = try Nightloom.run("show", "fox", "--files", "--spool", spool.path)
    #expect(gone.status == 66 && gone.output == "")
    #expect(
      gone.errors == """
        nightloom: error: the files of \(name) are not in \(spool.path)/outbox any more
        hint: they were moved or removed

        """)
  }

  @Test func `A job that waits has no files yet`() throws {
    let spool = try RunningSpool()
    try spool.start("run", delay: 0)
    _ = try spool.call(["pause"])
    try spool.drop(["wait"])
    spool.wait { !spool.jobs("ready").isEmpty }
    let answer = try spool.call(["show", "1", "--files", "--json"])
    _ = try spool.stop()
    #expect(answer.status == 66)
    let error = try JSONValue.parse(answer.errors)["error"]
    let folder = try #require(error?["message"]?.string?.prefix { $0 != " " })
    #expect(error?["message"] == .string("\(folder) has no files: it is ready"))
    #expect(error?["hint"] == "nightloom status shows the queue")
  }
}
