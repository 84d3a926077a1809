import Foundation
import Testing

/// Nothing here talks to the network: what the kernel saw of a whole run.
@Suite(
  .enabled(
    if: Nightloom.isBuilt && FileManager.default.isExecutableFile(atPath: "/usr/bin/strace"),
    "strace is not there"))
struct OfflineTests {
  @Test func `A run opens no socket but those of this machine, and writes only to its places`()
    throws
  {
    let spool = try RunningSpool("on_done = /bin/cat")
    try spool.drop(["a", "b"])
    try spool.drop(["c"], text: "stub:no-answer")
    let log = spool.beside("trace")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/strace")
    process.arguments = [
      "-f", "-o", log, "-e", "trace=socket,socketpair,openat,open,creat,rename,renameat2",
      Nightloom.program.path, "once", "--config", spool.configuration, "--spool", spool.path,
      "--stub-model", "--quiet",
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(spool.names("outbox").count == 2 && spool.names("dead").count == 1)
    let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
    let sockets = lines.filter { $0.contains(" socket(") || $0.contains(" socketpair(") }
    #expect(!sockets.isEmpty)
    #expect(sockets.filter { !$0.contains("(AF_UNIX, ") } == [])
    // Absolute names opened for writing; all others are relative to a folder of the spool.
    let written = lines.filter { line in
      (line.contains("O_WRONLY") || line.contains("O_RDWR")) && line.contains("\"/")
    }
    #expect(!written.isEmpty)
    #expect(written.filter { !$0.contains("\"\(spool.path)/") && !$0.contains("\"/dev/") } == [])
  }
}
