import Foundation
import JSON
import TestSupport
import Testing

/// `kill -9` at random moments of runs with hooks: each end has its hook at least once.
@Suite(.enabled(if: Nightloom.isBuilt, "swift build makes .build/debug/nightloom first"))
struct HookFaultTests {
  @Test func `Over 20 kills no end is without its hook, and each is kept in the history once`()
    throws
  {
    var random = TestGenerator(state: 20_27)
    let spool = try RunningSpool()
    let hook = spool.beside("hook")
    let script = "#!/bin/sh\nread -r line\necho \"$line\" >>\"$(dirname \"$0\")/calls\"\n"
    try script.write(toFile: hook, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
    try spool.configure("on_done = \(hook)\non_dead = \(hook)\n")
    // Who begins to follow begins with what is there, so an empty run comes first.
    try spool.start("once", delay: 0, ["--quiet"])
    #expect(spool.finish() == 0)
    for kill in 0..<20 {
      try spool.drop(["a\(kill)"])
      try spool.drop(["b\(kill)"], text: "stub:no-answer")
      try spool.start("once", delay: 20, ["--quiet", "--attempts", "1"])
      Thread.sleep(forTimeInterval: Double(Int.random(in: 10...300, using: &random)) / 1000)
      spool.signal(SIGKILL)
      _ = spool.finish()
    }
    try spool.start("once", delay: 0, ["--quiet", "--attempts", "1"])
    #expect([0, 65].contains(spool.finish()))

    let calls = try String(contentsOfFile: spool.beside("calls"), encoding: .utf8)
      .split(separator: "\n").map { try JSONValue.parse(String($0)) }
    let heard = Set(calls.compactMap { $0["job"]?["folder"]?.string })
    let ended = Set(spool.names("outbox") + spool.names("dead"))
    #expect(ended.count == 40 && heard == ended)
    print("note: \(calls.count) hooks for 40 ends over 20 kills")
    for name in ended.sorted().prefix(5) {
      let page = try JSONValue.parse(try spool.call(["show", name, "--json"]).output)
      let events = page["data"]?["events"]?.array ?? []
      #expect(events.count { $0["kind"]?.string == "hook" } == 1, "\(name)")
    }
  }
}
