import Foundation
import JSON
import Testing

/// Signals belong to a whole process, so these are the built program.
@Suite(
  .serialized, .enabled(if: Nightloom.isBuilt, "swift build makes .build/debug/nightloom first"))
struct SignalsTests {
  @Test func `SIGTERM under load raises no counter, and every job is done at the end`() throws {
    let spool = try RunningSpool("drain_time = 0 s")
    let names = (0..<12).map { "p\($0)" }
    try spool.drop(names)
    for round in 0..<4 {
      try spool.start("run", delay: 2000, ["--workers", "3"])
      spool.wait {
        spool.jobs("running").count == 3 && spool.jobs("ready").count + spool.ended().count == 9
      }
      Thread.sleep(forTimeInterval: 0.05 * Double(round))
      let told = Date()
      #expect(try spool.stop() == 0)
      #expect(Date().timeIntervalSince(told) < 10)
      let jobs = spool.jobs("ready")
      #expect(jobs.count + spool.ended().count == 12)
      #expect(jobs.allSatisfy { $0["starts"]?.int == 0 && $0["failures"]?.int == 0 })
      #expect(spool.output.hasPrefix("nightloom run: jobs="))
      #expect(spool.output.hasSuffix(" exit=75\n"))
      #expect(spool.errors.contains(" (the runner was told to end)\n"))
    }
    try spool.start("once", delay: 0)
    #expect(spool.finish() == 0)
    #expect(spool.names("outbox").count == 12 && spool.names("dead").isEmpty)
    #expect(Set(spool.ended().compactMap { $0["starts"]?.int }) == [1])
  }

  @Test func `A second SIGTERM leaves at once with 143, a second SIGINT with 130`() throws {
    for (number, status) in [(SIGTERM, Int32(143)), (SIGINT, Int32(130))] {
      let spool = try RunningSpool("drain_time = 1 h")
      try spool.drop(["a"])
      try spool.start("run", delay: 600_000)
      spool.wait { spool.jobs("running").count == 1 }
      spool.signal(number)
      Thread.sleep(forTimeInterval: 0.3)
      #expect(spool.process?.isRunning == true)
      let told = Date()
      spool.signal(number)
      #expect(spool.finish() == status)
      #expect(Date().timeIntervalSince(told) < 2)
    }
  }

  @Test func `SIGHUP a hundred times, every second file bad, keeps the descriptors`() throws {
    let spool = try RunningSpool()
    try spool.drop(["busy"])
    // While a job runs the runner looks up more often.
    try spool.start("run", delay: 2000)
    func reload(_ lines: String, _ sentence: String) throws {
      try spool.configure(lines)
      let before = spool.count(sentence)
      spool.signal(SIGHUP)
      spool.wait { spool.count(sentence) == before + 1 }
      #expect(spool.count(sentence) == before + 1)
    }
    let good = "the settings were read again and hold from the next job on"
    try reload("answers = 4", good)
    try reload("answers = none", "the settings stay as they were:")
    let before = spool.descriptors
    for _ in 0..<49 {
      try reload("answers = 5", good)
      try reload("answers = none", "the settings stay as they were:")
    }
    #expect(before > 0 && spool.descriptors == before)
    // The file is mended, and the runner does not know it yet.
    try spool.configure("answers = 6")
    let sentence =
      "\(spool.configuration):4: 'answers' needs a whole number from 1 to 64, not 'none'"
    spool.wait { spool.status["runner"]?["settings_error"]?.string == sentence }
    #expect(spool.status["runner"]?["settings_error"]?.string == sentence)
    #expect(try spool.call(["status"]).output.contains("settings not read: \(sentence)"))
    try reload("answers = 6", good)
    spool.wait { spool.status["runner"]?["settings_error"]?.isNull == true }
    try spool.drop(["a"])
    spool.wait { spool.names("outbox").contains { $0.hasPrefix("a-") } }
    let folder = try #require(spool.names("outbox").first { $0.hasPrefix("a-") })
    let manifest = try JSONValue.parse(
      try String(
        contentsOfFile: "\(spool.path)/outbox/\(folder)/manifest.json", encoding: .utf8))
    #expect(manifest["settings"]?["answers"]?.int == 6)
    try reload("model = other.gguf\nworkers = 2", good)
    spool.wait { spool.count("was changed, which needs a restart") == 2 }
    #expect(spool.errors.contains("workers was changed, which needs a restart\n"))
    #expect(try spool.stop() == 0)
  }

  @Test func `The service manager hears the whole life, and the watchdog`() throws {
    let spool = try RunningSpool()
    let manager = try Manager(spool.beside("n"))
    try spool.start(
      "run", delay: 0, ["--allow-root"],
      environment: ["NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "400000"])
    #expect(manager.next() == "READY=1\nSTATUS=watching \(spool.path)/inbox")
    #expect(manager.wait { $0 == "WATCHDOG=1" })
    spool.signal(SIGHUP)
    #expect(manager.wait { $0.hasPrefix("RELOADING=1\nMONOTONIC_USEC=") })
    #expect(manager.wait { $0.hasPrefix("READY=1\n") })
    #expect(try spool.stop() == 0)
    #expect(manager.wait { $0 == "STOPPING=1\nSTATUS=ending" })
  }

  @Test(.enabled(if: getuid() == 0, "only root can be refused"))
  func `As a service root is refused unless it is allowed`() throws {
    let spool = try RunningSpool()
    for command in ["run", "once"] {
      try spool.start(command, delay: 0, environment: ["NOTIFY_SOCKET": spool.beside("n")])
      #expect(spool.finish() == 77)
      #expect(
        spool.errors
          == "nightloom: error: as a service nightloom does not run as root: prompts are foreign"
          + " input\nhint: give the unit a user (User=nightloom), or say --allow-root\n")
    }
    let call = try Nightloom.run("run", "--spool", "/var/spool/nightloom-test", "--stub-model")
    #expect(call.status == 77)
    #expect(!FileManager.default.fileExists(atPath: "/var/spool/nightloom-test"))
  }

  @Test(arguments: ["", "/state"])
  func `Folders that others may write to are refused with the repair`(folder: String) throws {
    let spool = try RunningSpool()
    try spool.start("once", delay: 0)
    #expect(spool.finish() == 0)
    let path = spool.path + folder
    try FileManager.default.setAttributes([.posixPermissions: 0o775], ofItemAtPath: path)
    try spool.start("run", delay: 0)
    #expect(spool.finish() == 77)
    #expect(
      spool.errors
        == "nightloom: error: \(path) is not safe: others may write to it\n"
        + "hint: chmod go-w \(path)\n")
  }
}

extension RunningSpool {
  /// How often a sentence was told.
  func count(_ sentence: String) -> Int { errors.components(separatedBy: sentence).count - 1 }

  /// Open descriptors of the runner.
  var descriptors: Int {
    let path = "/proc/\(process?.processIdentifier ?? 0)/fd"
    return (try? FileManager.default.contentsOfDirectory(atPath: path))?.count ?? 0
  }
}
