import Foundation
import JSON
import Testing

/// With `--json` an error is one object on standard error.
@Suite(.enabled(if: Nightloom.isBuilt, "swift build makes .build/debug/nightloom first"))
struct ErrorObjectTests {
  private static let names = [
    "run", "once", "submit", "status", "history", "show", "report", "metrics", "doctor", "cancel",
    "retry", "priority", "pause", "resume", "dispatch", "chunk", "curate", "synthesize", "train",
    "generate",
    "validate", "repair", "convert", "layout", "explain", "nodes", "inventory", "model",
    "evaluate", "recall", "compare", "tune", "contrast",
  ]

  @Test func `Every subcommand of the overview is tried here`() throws {
    let overview = try Nightloom.run("--help").output.split(separator: "\n")
    let listed = overview.drop { $0 != "SUBCOMMANDS:" }.dropFirst().dropLast()
      .compactMap { $0.split(separator: " ").first.map(String.init) }
    #expect(listed.sorted() == Self.names.sorted())
  }

  @Test(arguments: names)
  func `A wrong option is told as an object`(name: String) throws {
    // After the option, so that it cannot be taken for the value of `--json`.
    let call = try Nightloom.run(name, "--unheard-of", "--json", "/nonexistent/x")
    #expect(call.status == 64 && call.output == "")
    let error = try JSONValue.parse(call.errors)
    #expect(error.object?.members.map(\.key) == ["error"])
    let members = error["error"]?.object
    #expect(members?.members.map(\.key) == ["code", "kind", "message", "hint"])
    #expect(members?["code"] == 64 && members?["kind"] == "usage")
    #expect(members?["message"]?.string?.hasPrefix("unknown option --unheard-of") == true)
    #expect(members?["hint"] == .string("nightloom \(name) --help shows the options"))
    #expect(call.errors.split(separator: "\n").count == 1)
  }

  @Test(
    arguments: [
      (["status"], 66, "no-input"), (["history"], 66, "no-input"), (["show", "x"], 66, "no-input"),
      (["report"], 66, "no-input"), (["metrics"], 66, "no-input"),
      (["cancel", "x"], 69, "unavailable"), (["pause"], 69, "unavailable"),
      (["once", "--dry-run"], 66, "no-input"),
    ])
  func `A spool that is not there is told as an object`(
    words: [String], code: Int, kind: String
  ) throws {
    let call = try Nightloom.run(words + ["--json", "--spool", "/nonexistent/spool"])
    #expect(call.status == Int32(code) && call.output == "")
    let error = try JSONValue.parse(call.errors)["error"]
    #expect(error?["code"] == .int(code) && error?["kind"] == .string(kind))
    #expect(error?["message"]?.string?.contains("/nonexistent/spool") == true)
  }

  @Test func `Bad data and a bad configuration have kinds of their own`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let broken = try folder.write("{\"a\": \u{1B}[31mé", to: "b.json")
    let data = try Nightloom.run("compare", broken, broken, "--json")
    #expect(data.status == 65)
    #expect(try JSONValue.parse(data.errors)["error"]?["kind"] == "bad-data")
    #expect(data.errors.utf8.allSatisfy { $0 == 0x0A || (0x20..<0x7F).contains($0) })
    let settings = try folder.write("answers = many\n", to: "c.conf")
    let configuration = try Nightloom.run("once", "--json", "--config", settings)
    #expect(configuration.status == 78)
    #expect(try JSONValue.parse(configuration.errors)["error"]?["kind"] == "configuration")
  }

  @Test func `An unknown subcommand is told as an object too`() throws {
    let call = try Nightloom.run("stauts", "--json")
    #expect(call.status == 64)
    #expect(
      call.errors == """
        {"error":{"code":64,"kind":"usage","message":"unknown subcommand 'stauts'; did you mean \
        status?","hint":"nightloom --help lists the subcommands"}}

        """)
  }

  @Test func `Without --json, and behind --, an error is text`() throws {
    for words in [["status"], ["show", "--", "--json"]] {
      let call = try Nightloom.run(words + (words.count == 1 ? ["--spool", "/nonexistent/s"] : []))
      #expect(call.errors.hasPrefix("nightloom: error: "), "\(words)")
    }
  }
}
