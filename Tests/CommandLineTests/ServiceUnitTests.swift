import Foundation
import TestSupport
import Testing

/// The units in `Config/Service`, judged by systemd's own tools where they are there.
@Suite struct ServiceUnitTests {
  private static let folder = repositoryRoot.appendingPathComponent("Config/Service")
  private static let analyze = "/usr/bin/systemd-analyze"
  private static var hasAnalyze: Bool { FileManager.default.isExecutableFile(atPath: analyze) }

  private func text(_ name: String) throws -> String {
    try String(contentsOf: Self.folder.appendingPathComponent(name), encoding: .utf8)
  }

  private func sandbox(_ name: String) throws -> [Substring] {
    let lines = try text(name).split(separator: "\n")
    let from = try #require(lines.firstIndex { $0.hasPrefix("# --- Sandbox") })
    let end = try #require(lines.firstIndex { $0.hasPrefix("# --- End of the sandbox") })
    return Array(lines[(from + 1)..<end])
  }

  private func run(_ words: [String]) throws -> (status: Int32, text: String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: Self.analyze)
    process.arguments = words
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
  }

  @Test(
    .enabled(if: hasAnalyze, "systemd-analyze is not there"),
    arguments: ["nightloom.service", "nightloom-once.service"])
  func `The exposure of a unit is at most 0.5`(name: String) throws {
    // The threshold is in tenths.
    let path = Self.folder.appendingPathComponent(name).path
    let judged = try run(["security", "--offline=yes", "--threshold=5", path])
    #expect(judged.status == 0, "\(judged.text)")
    #expect(judged.text.contains("Overall exposure level for \(name): 0."))
    let strict = try run(["security", "--offline=yes", "--threshold=0", path])
    #expect(strict.status != 0)
  }

  @Test(.enabled(if: hasAnalyze && Nightloom.isBuilt, "systemd-analyze is not there"))
  func `systemd finds no fault in units and timer`() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    var paths: [String] = []
    for name in ["nightloom.service", "nightloom-once.service", "nightloom.timer"] {
      // The only change: the program is where it was built, and not installed.
      let unit = try text(name).replacingOccurrences(
        of: "/usr/local/bin/nightloom", with: Nightloom.program.path)
      paths.append(try scratch.write(unit, to: name))
    }
    let verified = try run(["verify", "--man=no"] + paths)
    #expect(verified.status == 0 && verified.text == "", "\(verified.text)")
  }

  @Test func `Both units run in the same sandbox`() throws {
    let sandbox = try sandbox("nightloom.service")
    #expect(sandbox.count > 40)
    #expect(try self.sandbox("nightloom-once.service") == sandbox)
    for line in [
      "User=nightloom", "PrivateNetwork=yes", "ProtectSystem=strict", "NoNewPrivileges=yes",
      "SystemCallErrorNumber=EPERM", "CapabilityBoundingSet=",
    ] {
      #expect(sandbox.contains { $0 == line }, "\(line)")
    }
  }

  @Test(.enabled(if: Nightloom.isBuilt, "swift build makes .build/debug/nightloom first"))
  func `The service's configuration is one, and its places are those that the units open`() throws {
    let configuration = try text("nightloom.conf")
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write(configuration, to: "nightloom.conf")
    // No runner is there; that the call gets so far shows that every line was read.
    let call = try Nightloom.run("resume", "--config", path)
    #expect(call.status == 69)
    #expect(
      call.errors.hasPrefix(
        "nightloom: error: no runner answers at /run/nightloom/control.sock\n"))
    let unit = try text("nightloom.service")
    #expect(configuration.contains("spool = /var/spool/nightloom\n"))
    #expect(unit.contains("ReadWritePaths=/var/spool/nightloom\n"))
    #expect(configuration.contains("state = /var/lib/nightloom\n"))
    #expect(unit.contains("StateDirectory=nightloom\n"))
    #expect(unit.contains("RuntimeDirectory=nightloom\n"))
    let folders = try text("nightloom.tmpfiles")
    #expect(folders.contains("\nd /var/spool/nightloom/inbox 3730 nightloom nightloom -\n"))
  }
}
