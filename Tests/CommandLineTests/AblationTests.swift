import Foundation
import TestSupport
import Testing

/// The recipe of ablations at toy size: every row is there, measured on the same samples.
@Suite(
  .enabled(
    if: Nightloom.isBuilt && DataFolder.isPresent
      && ProcessInfo.processInfo.environment["NIGHTLOOM_SLOW_TESTS"] == "1",
    "needs NIGHTLOOM_DATA, NIGHTLOOM_SLOW_TESTS=1 and .build/debug/nightloom"))
struct AblationTests {
  /// The first lines of a collected split as a file.
  private func lines(_ count: Int, of split: String, in scratch: Scratch) throws -> String {
    let all = try DataFolder.read("workflows/\(split).jsonl.gz").split(separator: 0x0A)
    let text = all.prefix(count).map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
    return try scratch.write(text + "\n", to: split + ".jsonl")
  }

  @Test(arguments: [
    ("A1", ["imitation", "paper-reward", "extended-reward"]), ("A2", ["code", "links"]),
    ("A3", ["with-plan", "without-plan"]),
    (
      "A4",
      [
        "extended", "without-format", "without-dag", "without-fidelity", "without-validity",
        "without-correctness", "paper", "imitation",
      ]
    ), ("A9", ["paper-example-on", "paper-example-off"]),
  ])
  func `A recipe ends with its rows side by side`(name: String, rows: [String]) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let process = Process()
    process.executableURL = repositoryRoot.appendingPathComponent("Jobs/ablation.sh")
    process.arguments = [name]
    process.currentDirectoryURL = repositoryRoot
    process.environment = [
      "PATH": "/usr/bin:/bin", "NIGHTLOOM": Nightloom.program.path,
      "SET": try lines(2, of: "test", in: scratch),
      "TRAIN": try lines(40, of: "train", in: scratch),
      "RUN": scratch.path("run"), "WORKFLOWS": "20", "STEPS": "1", "GRPO_STEPS": "1",
      "CHANNELS": "32", "LAYERS": "1", "HEADS": "2", "FEED_FORWARD": "32",
      "BATCH_TOKENS": "1024", "CONTEXT": "1024", "PROMPTS": "1", "GROUP": "2", "TOKENS": "300",
      "ANSWERS": "2",
    ]
    for stream in ["output", "errors"] { _ = try scratch.write("", to: stream) }
    process.standardOutput = FileHandle(forWritingAtPath: scratch.path("output"))
    process.standardError = FileHandle(forWritingAtPath: scratch.path("errors"))
    try process.run()
    process.waitUntilExit()
    let errors = try String(contentsOfFile: scratch.path("errors"), encoding: .utf8)
    #expect(process.terminationStatus == 0, "\(errors.suffix(600))")
    let table = try String(contentsOfFile: scratch.path("run/\(name).txt"), encoding: .utf8)
    let names = table.split(separator: "\n").map { String($0.prefix { $0 != " " }) }
    // Where answers are given freely and under the mask there are two tables.
    let systems = ["A1", "A3", "A4"].contains(name) ? ["#free-running", "#masked"] : [""]
    for system in systems {
      let rows = rows.map { $0 + system }
      let start = try #require(names.firstIndex(of: rows[0]))
      #expect(names[..<start].last == "2", "\(table)")
      #expect(names[start...].starts(with: rows + ["gain"] + rows.dropFirst()), "\(table)")
    }
  }
}
