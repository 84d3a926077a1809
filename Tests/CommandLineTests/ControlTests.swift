import Foundation
import JSON
import TestSupport
import Testing

/// `cancel`, `retry`, `priority`, `pause` and `resume` against a runner, all of them the built
/// program, with a stub for the model.
@Suite(.enabled(if: Nightloom.isBuilt, "swift build makes .build/debug/nightloom first"))
struct ControlTests {
  @Test func `Without a runner the exit code is 69, with the command that starts one`() throws {
    let spool = try RunningSpool()
    for words in [
      ["cancel", "1"], ["pause"], ["resume"], ["retry", "1"], ["priority", "5", "1"],
    ] {
      let call = try spool.call(words)
      #expect(call.status == 69)
      #expect(call.output == "")
      #expect(
        call.errors
          == "nightloom: error: no runner answers at \(spool.path)/state/control.sock\n"
          + "hint: start one: nightloom run --config \(spool.configuration)"
          + " --spool \(spool.path)\n")
    }
  }

  @Test func `A running job stops at the next token, by row, by id and by name`() throws {
    let spool = try RunningSpool()
    try spool.drop(["a", "b", "c"])
    try spool.start("run", delay: 60_000)
    for row in 1...3 {
      spool.wait { spool.jobs("running").first?["row"]?.int == row }
      let job = try #require(spool.jobs("running").first)
      let words = ["row", "id", "name"].map { job[$0]?.string ?? "\(row)" }
      let call = try spool.call(["cancel", String(words[row - 1].prefix(6))])
      let folder = job["folder"]?.string ?? ""
      #expect(call.output == "\(folder): stops at the next token\n")
      #expect(call.errors == "nightloom status shows the queue\n")
      #expect(call.status == 0)
    }
    spool.wait { spool.ended().count == 3 }
    #expect(spool.ended().allSatisfy { $0["state"]?.string == "cancelled" })
    #expect(spool.names("outbox").isEmpty)
    #expect(try spool.stop() == 0)
  }

  @Test func `An unknown job is exit code 66 with near names, a job that has ended is left`() throws
  {
    let spool = try RunningSpool()
    try spool.drop(["catalogue", "cat"])
    try spool.start("run", delay: 0)
    spool.wait { spool.ended().count == 2 }
    let unknown = try spool.call(["cancel", "cats"])
    #expect(unknown.status == 66)
    #expect(
      unknown.errors
        == "nightloom: error: there is no job 'cats'\nhint: near names: cat, catalogue\n")
    let ended = try spool.call(["cancel", "cat"])
    #expect(ended.status == 1)
    let folder = spool.names("outbox").first { $0.hasPrefix("cat-") } ?? ""
    #expect(
      ended.output == "\(folder): left as it was: a job that is done has no cancel\n")
    let retried = try spool.call(["retry", "cat", "--json"])
    #expect(retried.status == 0)
    let json = try JSONValue.parse(retried.output)
    #expect(json["schema"]?.string == "nightloom.retry/1")
    let answer = json["data"]?["jobs"]?[0]
    #expect(answer?["outcome"]?.string == "new" && answer?["was"]?.string == "done")
    spool.wait { spool.ended().count == 3 }
    #expect(answer?["new"]?["job"]?.string.map { spool.names("outbox").contains($0) } == true)
    #expect(try spool.stop() == 0)
  }

  @Test func `A filter asks first, and --yes skips the question`() throws {
    let spool = try RunningSpool()
    try spool.drop(["a"])
    try spool.start("run", delay: 60_000)
    spool.wait { spool.jobs("running").count == 1 }
    try spool.drop(["b", "c"])
    spool.wait { spool.jobs("ready").count == 2 }
    let asked = try spool.call(["cancel", "--state", "ready"])
    #expect(asked.status == 64)
    #expect(
      asked.errors
        == "nightloom: error: cancel means 2 jobs; say --yes, as nobody can be asked here\n"
        + "hint: nightloom cancel --help shows the options\n")
    #expect(spool.jobs("ready").count == 2)
    let raised = try spool.call(["priority", "9", "--name", "b", "--yes"])
    #expect(raised.output.hasSuffix(": priority 9\n"))
    let cancelled = try spool.call(["cancel", "--state", "ready", "--yes"])
    #expect(cancelled.output.split(separator: "\n").count == 2)
    #expect(cancelled.output.split(separator: "\n").allSatisfy { $0.hasSuffix(": cancelled") })
    let none = try spool.call(["cancel", "--tag", "blue", "--yes"])
    #expect(none.status == 66)
    #expect(
      none.errors
        == "nightloom: error: no job is so\nhint: nightloom status lists the jobs\n")
    let both = try spool.call(["cancel", "a", "--tag", "blue"])
    #expect(
      both.errors
        == "nightloom: error: name jobs or give a filter, not both\n"
        + "hint: nightloom cancel --help shows the options\n")
    let neither = try spool.call(["retry"])
    #expect(
      neither.errors
        == "nightloom: error: which job? name its row, its id or its name, or give a filter\n"
        + "hint: nightloom retry --help shows the options\n")
    #expect(try spool.call(["cancel", "a"]).status == 0)
    #expect(try spool.stop() == 0)
  }

  @Test func `A dead job is retried by reason, and its old folder is kept aside`() throws {
    let spool = try RunningSpool()
    try spool.drop(["a"], text: "stub:no-answer")
    try spool.start("run", delay: 0)
    spool.wait { spool.ended().count == 1 }
    let folder = spool.names("dead").first ?? ""
    let call = try spool.call(["retry", "--reason", "no-valid-answer", "--yes"])
    #expect(call.output == "\(folder): ready again\n")
    spool.wait { spool.names("dead") == [".old-\(folder)-1", folder] }
    #expect(spool.names("dead") == [".old-\(folder)-1", folder])
    #expect(try spool.stop() == 0)
  }

  @Test func `A pause holds while files come, also for once, until it is lifted`() throws {
    let spool = try RunningSpool()
    try spool.start("run", delay: 0)
    let paused = try spool.call(["pause", "--intake", "--reason", "noise"])
    #expect(paused.output == "claiming is paused: noise\nintake is paused: noise\n")
    #expect(paused.errors == "nightloom resume goes on\n")
    try spool.drop(["a"])
    let partly = try spool.call(["resume", "--intake"])
    #expect(partly.output == "intake goes on\n")
    spool.wait { spool.jobs("ready").count == 1 }
    #expect(try spool.stop() == 0)
    try spool.start("once", delay: 0)
    #expect(spool.finish() == 0)
    #expect(spool.names("outbox").isEmpty)
    try spool.start("run", delay: 0)
    let json = try JSONValue.parse(try spool.call(["resume", "--json"]).output)
    #expect(json["data"] == ["changed": ["claiming"], "pauses": []])
    #expect(try spool.call(["resume"]).output == "nothing was paused\n")
    spool.wait { spool.names("outbox").count == 1 }
    #expect(try spool.stop() == 0)
  }

  @Test func `Once serves the socket too, and leaves none behind`() throws {
    let spool = try RunningSpool()
    try spool.drop(["a", "b"])
    try spool.start("once", delay: 60_000)
    spool.wait { spool.jobs("running").count == 1 }
    let cancelled = try spool.call(["cancel", "--state", "ready,running", "--yes"])
    #expect(cancelled.status == 0, "\(cancelled)")
    #expect(spool.finish() == 0)
    #expect(!spool.names("state").contains("control.sock"))
  }

  @Test func `A path too long for a socket is told before anything begins`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let long = folder.path(String(repeating: "x", count: 100))
    let call = try Nightloom.run(["run", "--spool", long, "--stub-model"])
    #expect(call.status == 78)
    let socket = long + "/state/control.sock"
    #expect(
      call.errors
        == "nightloom: error: the path of the control socket has \(socket.utf8.count) bytes, more"
        + " than the 107 that the system allows: \(socket)\n"
        + "hint: set control_socket to a shorter path, or to off\n")
  }

  @Test(arguments: ["x", "101", "-101", ""])
  func `A priority is a number from -100 to 100`(word: String) throws {
    let call = try Nightloom.run(["priority", word])
    #expect(call.status == 64)
    #expect(
      call.errors
        == "nightloom: error: which priority? a whole number from -100 to 100 comes first\n"
        + "hint: nightloom priority --help shows the options\n")
  }
}
