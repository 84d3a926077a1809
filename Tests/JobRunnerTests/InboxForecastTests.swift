import Foundation
import JSON
import JobStore
import OperatingSystem
import Spool
import Testing

@testable import JobRunner

@Suite("InboxForecast")
struct InboxForecastTests {
  private let folder = RunnerFolder()

  private func forecast(
    _ edit: (inout RunnerConfiguration) -> Void = { _ in }
  ) throws -> InboxForecast {
    let queue = folder.path + "/state/queue.db"
    let history = FileManager.default.fileExists(atPath: queue) ? try folder.history : nil
    return try InboxForecast(
      DirectoryHandle(folder.path + "/inbox"), history, RunnerFolder.settings(edit),
      engine: "stub", now: 1_800_000_000_000)
  }

  @Test("each file says what would become of its requests")
  func files() throws {
    try folder.drop("a.txt", "a cat\n---\na dog")
    try folder.drop("b.txt", "---\nanswers: many\n---\na cat")
    try folder.drop("c.jsonl", #"{"custom_id": "1", "body": {"prompt": "x"}}"# + "\nbad\n")
    try folder.drop("d.png", "x")
    try folder.drop("e.txt", [0x61, 0x20, 0xFF])
    try folder.drop("f.txt.part", "unfinished")
    symlink("/etc/passwd", folder.path + "/inbox/g.txt")
    let forecast = try forecast()
    #expect(
      forecast.text.split(separator: "\n").map(String.init) == [
        "a.txt: 2 requests, 2 would be accepted",
        "b.txt: 1 request, 1 would be refused",
        "  refused, bad-header: line 2: 'answers' needs a whole number from 1 to 64, not"
          + " 'many'; correct the line and drop the file again",
        "c.jsonl: 2 requests, 1 would be accepted, 1 would be refused",
        "  refused, bad-line: line 2: not JSON: expected a value at byte 0 of the line;"
          + " correct the line and drop the file again",
        "d.png: would be moved to hold/, unknown-type: the ending of the file name is not one of"
          + " prompt files; use .txt, .md, .prompt, .jsonl, .ndjson, .csv or no ending",
        "e.txt: 1 request, 1 would be refused",
        "  refused, invalid-utf8: line 1: byte 2 (0xff) is not UTF-8; save the file as UTF-8;"
          + " save the file as UTF-8 text and drop it again",
        "g.txt: would be moved to hold/, not-regular: this is a link, folder, pipe, socket or"
          + " device, which is never read; copy the file itself into the inbox",
        "nightloom once --dry-run: files=6 requests=6 accepted=3 duplicate=0 refused=3 held=2"
          + " ready=0 exit=65",
      ])
    #expect(forecast.json["files"]?.array?.count == 6)
    #expect(forecast.json["files"]?.array?[2]["refused"]?.array?.first?["reason"] == "bad-line")
    #expect(forecast.json["files"]?.array?[3]["held"]?["reason"] == "unknown-type")
    #expect(forecast.json["exit"] == 65)
  }

  @Test("the counts are those of the run that follows")
  func agreesWithTheRun() throws {
    try folder.drop("a.txt", "a {red|blue} cat")
    try folder.drop("b.txt", "---\nsteps: x\n---\na cat")
    try folder.drop("big.txt", String(repeating: "x", count: 1 << 21))
    try folder.drop("list.csv", "prompt,steps\na,4\nb,5\n")
    try folder.drop("odd.xyz", "x")
    let forecast = try forecast()
    let summary = try folder.once()
    let refused = forecast.files.reduce(0) { $0 + $1.refused.count }
    let accepted = forecast.files.reduce(0) { $0 + $1.accepted }
    #expect(accepted == 4 && refused == 2)
    #expect(summary.accepted == accepted + refused && summary.dead == refused)
    #expect(summary.held == forecast.files.count { $0.held != nil })
    #expect(summary.exitCode == forecast.exitCode)
  }

  @Test("what an earlier job stands for is no new request")
  func duplicates() throws {
    try folder.drop("a.txt", "a cat")
    try folder.once()
    try folder.drop("a.txt", "a cat")
    try folder.drop("b.txt", "a cat")
    #expect(try forecast().files.map(\.duplicate) == [1, 0])
    #expect(try forecast { $0.dedupe = .off }.files.map(\.accepted) == [1, 1])
    let byContent = try forecast { $0.dedupe = .content }
    #expect(byContent.files.map(\.accepted) == [1, 0])
    #expect(byContent.files.map(\.duplicate) == [0, 1])
    #expect(
      byContent.text.contains("b.txt: 1 request, 1 stood for by earlier jobs\n"))
  }

  @Test("strict settling leaves what was not marked")
  func strict() throws {
    try folder.drop("a.txt", "a cat")
    try folder.drop("b.txt.ready", "a cat")
    let files = try forecast { $0.settling.isStrict = true }.files
    #expect(
      files.map(\.left) == [
        "only files that were moved in or end in .ready are read (settle_strict)", nil,
      ])
  }
}
