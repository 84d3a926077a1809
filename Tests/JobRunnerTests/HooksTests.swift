import Foundation
import JSON
import JobStore
import Testing

@testable import JobRunner

@Suite("Hooks")
struct HooksTests {
  let folder = RunnerFolder()

  /// A program that keeps what it reads, one line a call, with its arguments in front.
  private func program(_ more: String = "") throws -> String {
    let path = folder.path + "/hook"
    let text = """
      #!/bin/sh
      read -r line
      printf '%s %s %s\\n' "$NIGHTLOOM_HOOK" "$*" "$line" >>"$(dirname "$0")/calls"
      \(more)
      """
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return path
  }

  private var calls: [(hook: String, arguments: String, input: JSONValue)] {
    String(decoding: folder.bytes("calls"), as: UTF8.self).split(separator: "\n").map { line in
      let parts = line.split(separator: "{", maxSplits: 1)
      let words = parts[0].split(separator: " ", maxSplits: 1).map { String($0) }
      return (
        words[0], words.count > 1 ? words[1] : "",
        (try? JSONValue.parse("{" + (parts.last ?? ""))) ?? .null
      )
    }
  }

  private func hookEvents() throws -> [String] {
    try folder.history.events(after: 0)
      .filter { $0.kind == .hook || ($0.kind == .control && $0.detail?.hasPrefix("on_") == true) }
      .compactMap(\.detail)
  }

  @Test("each end has its hook, then the idle one; JSON tells of the job, history of the hook")
  func ends() throws {
    let path = try program()
    try folder.once { $0.hooks.onDone = [path] }
    try folder.drop("cat.txt", "---\ntags: pets, cats\n---\na cat")
    try folder.drop("dog.txt", "stub:no-answer")
    try folder.drop("bad.txt", "")
    try folder.once {
      $0.hooks.onDone = [path, "it is", "$HOME"]
      $0.hooks.onDead = [path, "dead"]
      $0.hooks.onIdle = [path, "idle"]
    }
    let calls = calls
    #expect(calls.map(\.hook).sorted() == ["on_dead", "on_dead", "on_done", "on_idle"])
    #expect(calls.last?.hook == "on_idle")
    let done = try #require(calls.first { $0.hook == "on_done" })
    #expect(done.arguments == "it is $HOME ")
    let place = folder.folder("outbox", "cat-")
    #expect(done.input["schema"]?.string == "nightloom.hook/1")
    #expect(done.input["path"]?.string == folder.path + "/" + place)
    let job = done.input["job"]
    #expect(job?["state"]?.string == "done" && job?["score"]?.double == 0.9)
    #expect(job?["tags"] == ["pets", "cats"] && job?["name"]?.string == "cat")
    let dead = calls.filter { $0.hook == "on_dead" }
    let reasons = dead.compactMap { $0.input["job"]?["reason"]?.string }
    #expect(reasons.sorted() == ["empty", "no-valid-answer"])
    #expect(
      dead.allSatisfy { call in
        call.input["path"]?.string.map { FileManager.default.fileExists(atPath: $0) } ?? false
      })
    let idle = try #require(calls.last?.input["summary"])
    #expect(idle["done"]?.int == 1 && idle["dead"]?.int == 2 && idle["left"]?.int == 0)
    let events = try hookEvents()
    #expect(events.count == 4)
    #expect(events.allSatisfy { $0.contains(" ended with 0 after ") })
    #expect(try folder.findings() == [])
  }

  @Test("the first hook does not begin with the old history, a later run goes on where it stood")
  func cursor() throws {
    let path = try program()
    try folder.drop("old.txt", "an old cat")
    try folder.once()
    try folder.once { $0.hooks.onDone = [path] }
    #expect(calls.isEmpty)
    try folder.drop("new.txt", "a new cat")
    try folder.once { $0.hooks.onDone = [path] }
    #expect(calls.map { $0.input["job"]?["name"]?.string } == ["new"])
    // A run whose hooks a crash kept from running.
    try folder.drop("later.txt", "a later cat")
    let queue = try JobQueue(path: folder.path + "/state/queue.db")
    let cursor = try queue.endCursor()
    try folder.once { $0.hooks.onDone = [path] }
    try queue.setEndCursor(cursor)
    try folder.once { $0.hooks.onDone = [path] }
    #expect(calls.map { $0.input["job"]?["name"]?.string } == ["new", "later", "later"])
    // Without hooks nobody follows, and the next hook begins anew.
    try folder.once()
    #expect(try queue.endCursor() == nil)
  }

  @Test("a hook that fails is told with its own words and changes no job")
  func failures() throws {
    let path = try program("echo 'no \u{1B}[31mnews' >&2; exit 3")
    try folder.once { $0.hooks.onDone = [path] }
    try folder.drop("cat.txt", "a cat")
    let summary = try folder.once {
      $0.hooks.onDone = [path]
      $0.hooks.onIdle = ["/nonexistent/program"]
    }
    #expect(summary.done == 1 && summary.exitCode == 0)
    let events = try hookEvents()
    #expect(events.first?.hasPrefix("on_done ended with 3 after 0.") == true)
    #expect(events.first?.hasSuffix(" s: no \\x1b[31mnews") == true)
    #expect(
      events.last
        == "on_idle cannot be run: posix_spawn /nonexistent/program: No such file or directory")
    let name = try #require(try folder.jobs().first?.folderName)
    #expect(folder.told.lines.contains { $0.hasPrefix("\(name): on_done ended with 3") })
    #expect(folder.told.lines.contains { $0.hasPrefix("on_idle cannot be run: ") })
  }
}
