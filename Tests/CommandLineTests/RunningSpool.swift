import Foundation
import JSON

/// A spool of its own with at most one runner at work on it.
final class RunningSpool {
  let path: String
  let configuration: String
  private let folder: Scratch
  private(set) var process: Process?

  /// Makes the folders, with a configuration that has these lines beside what tests need.
  init(_ lines: String = "") throws {
    folder = try Scratch()
    path = folder.path("s")
    configuration = try folder.write("", to: "c.conf")
    try FileManager.default.createDirectory(
      atPath: path + "/inbox/tmp", withIntermediateDirectories: true)
    try configure(lines)
  }

  deinit {
    if let process, process.isRunning {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    folder.remove()
  }

  /// Writes the configuration anew.
  func configure(_ lines: String) throws {
    _ = try folder.write(
      "min_free = 0\nsettle = 100 ms\n"
        + (lines.contains("drain_time") ? "" : "drain_time = 2 s\n") + lines, to: "c.conf")
  }

  /// A place beside the spool.
  func beside(_ name: String) -> String { folder.path(name) }

  /// Drops prompt files of these names.
  func drop(_ names: [String], text: String = "a cat") throws {
    for name in names {
      let draft = "\(path)/inbox/tmp/\(name)"
      try "\(text) \(name)".write(toFile: draft, atomically: false, encoding: .utf8)
      try FileManager.default.moveItem(atPath: draft, toPath: "\(path)/inbox/\(name).txt")
    }
  }

  // MARK: - The runner

  /// Starts a runner with the stub model and waits until it can be asked.
  func start(
    _ command: String, delay: Int, _ more: [String] = [], environment: [String: String] = [:]
  ) throws {
    let process = Process()
    process.executableURL = Nightloom.program
    process.arguments =
      [
        command, "--config", configuration, "--spool", path, "--stub-model", "--stub-delay-ms",
        "\(delay)",
      ] + more
    process.environment = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
    for name in ["out", "err"] {
      _ = FileManager.default.createFile(atPath: beside(name), contents: Data())
    }
    process.standardOutput = FileHandle(forWritingAtPath: beside("out"))
    process.standardError = FileHandle(forWritingAtPath: beside("err"))
    process.standardInput = FileHandle.nullDevice
    try process.run()
    self.process = process
    wait { !process.isRunning || self.names("state").contains("control.sock") }
  }

  /// What the runner has told so far.
  var errors: String { (try? String(contentsOfFile: beside("err"), encoding: .utf8)) ?? "" }
  var output: String { (try? String(contentsOfFile: beside("out"), encoding: .utf8)) ?? "" }

  func signal(_ number: Int32) {
    if let process { kill(process.processIdentifier, number) }
  }

  /// Ends the runner in good order.
  func stop() throws -> Int32 {
    signal(SIGTERM)
    return finish()
  }

  /// Waits for the runner's own end.
  func finish() -> Int32 {
    process?.waitUntilExit()
    return process?.terminationStatus ?? -1
  }

  /// Calls another command on the same spool.
  func call(_ words: [String]) throws -> Nightloom.Outcome {
    try Nightloom.run(words + ["--config", configuration, "--spool", path])
  }

  /// Waits until a condition holds, at most twenty seconds.
  func wait(_ condition: () -> Bool) {
    let end = Date().addingTimeInterval(20)
    while !condition(), Date() < end { Thread.sleep(forTimeInterval: 0.02) }
  }

  // MARK: - What is there

  func names(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path + "/" + folder)) ?? []).sorted()
  }

  /// What `status --json` says.
  var status: JSONValue {
    guard let call = try? call(["status", "--json"]), let json = try? JSONValue.parse(call.output)
    else { return .null }
    return json["data"] ?? .null
  }

  func jobs(_ state: String) -> [JSONValue] {
    (status["jobs"]?.array ?? []).filter { $0["state"]?.string == state }
  }

  func ended() -> [JSONValue] {
    guard let call = try? call(["history", "--json"]), let json = try? JSONValue.parse(call.output)
    else { return [] }
    return json["data"]?["jobs"]?.array ?? json["data"]?.array ?? []
  }
}
