import Configuration
import Escaping
import Generation
import Hashing
import JSON
import JobRunner
import OperatingSystem
import Spool

/// `nightloom doctor`: looks everything over and names the command that mends each fault.
enum DoctorCommand: Subcommand {
  static let name = "doctor"
  static let summary = "Checks configuration, folders, queue, model and machine; says what to do."
  static let usage = "[--deep] [--json]"
  static let options =
    QueueReader.options + [
      Option(
        "deep", nil,
        "Also compare every published file with its digest, every index with its table.")
    ]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    let setup = try RunnerSetup(arguments)
    let path = setup.places.spool
    let now = WallClock.system.now
    var findings = [CheckFinding("configuration", .good, setup.file.path)]
    findings += model(setup) + sampling(setup) + runner(path)
    findings +=
      FolderCheckup(
        path, user: ThisProcess.user,
        minimumFreeBytes: setup.file[Directives.minFree], now: now
      ).findings()
    findings +=
      QueueCheckup(path, now: now, isDeep: arguments.has("deep")).findings()
      + MachineCheckup.findings(path)
    if arguments.has("deep") { findings += results(path) }
    return show(findings, arguments, now: now)
  }

  private static func show(
    _ findings: [CheckFinding], _ arguments: Arguments, now: Int64
  ) -> ExitStatus {
    let problems = findings.count { $0.level == .problem }
    if arguments.has("json") {
      let json: JSONValue = [
        "schema": "nightloom.doctor/1", "generated": .string(CalendarTime.text(utc: now)),
        "data": ["problems": .int(problems), "findings": .array(findings.map(\.json))],
      ]
      Console.output(json.text() + "\n")
    } else {
      for finding in findings { Console.output(lines(finding)) }
      let count = problems == 1 ? "1 problem" : "\(problems) problems"
      Console.output(problems == 0 ? "nothing to mend\n" : "\(count) to mend\n")
    }
    return problems == 0 ? .success : .no
  }

  private static func lines(_ finding: CheckFinding) -> String {
    let head = TerminalEscaping.column(finding.level.rawValue, width: 9)
    let text = TerminalEscaping.escape("\(finding.check): \(finding.sentence)")
    let repair = finding.repair.map { "         run: \(TerminalEscaping.escape($0))\n" } ?? ""
    return head + text + "\n" + repair
  }

  // MARK: - Checks of the installation

  private static func model(_ setup: RunnerSetup) -> [CheckFinding] {
    let path = setup.file[Directives.model]
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[..<$0]) } ?? "."
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    guard let bytes = try? readFile(path) else {
      return [
        CheckFinding(
          "model", .problem, "the model file \(path) cannot be read",
          repair: "ls -l \(CheckFinding.quoted(path))")
      ]
    }
    let manifest = (try? readFile(folder + "/MANIFEST.json", limit: 1 << 20))
      .flatMap { try? JSONValue.parse($0) }
    guard let manifest, manifest["file"]?.string == name,
      let stated = manifest["sha256"]?.string
    else { return [CheckFinding("model", .note, "\(path) is in no manifest")] }
    guard SHA256.hex(bytes) == stated else {
      return [
        CheckFinding(
          "model", .problem, "\(path) is not the file of its manifest: the digest differs",
          repair: "git checkout -- \(CheckFinding.quoted(path))")
      ]
    }
    return [CheckFinding("model", .good, "\(path) is the file of its manifest")]
  }

  /// Whether what was tuned can be read and was tuned with the model that is used.
  private static func sampling(_ setup: RunnerSetup) -> [CheckFinding] {
    let path = setup.file[Directives.sampling]
    do {
      guard let tuned = try setup.installation.tunedSampling(setup.file) else { return [] }
      let model = (try? readFile(setup.file[Directives.model])).map(SHA256.hex)
      return tuned.tunedOn["model_sha256"]?.string == model
        ? [CheckFinding("sampling", .good, "\(path) was tuned with the model")]
        : [CheckFinding("sampling", .note, "\(path) was tuned with another model")]
    } catch {
      return [
        CheckFinding(
          "sampling", .problem, "\(path) cannot be used",
          repair: "rm \(CheckFinding.quoted(path))")
      ]
    }
  }

  /// The holder of the lock, when it lives.
  private static func runner(_ path: String) -> [CheckFinding] {
    guard let bytes = try? readFile(path + "/state/lock", limit: 64),
      let process = Int(String(decoding: bytes.prefix { $0 >= 0x30 && $0 <= 0x39 }, as: UTF8.self)),
      let name = try? readFile("/proc/\(process)/comm", limit: 64),
      String(decoding: name, as: UTF8.self).hasPrefix("nightloom")
    else { return [CheckFinding("runner", .note, "none is at work")] }
    return [CheckFinding("runner", .good, "process \(process) is at work")]
  }

  /// Every folder of results against its own record.
  private static func results(_ path: String) -> [CheckFinding] {
    let places = [(path + "/outbox", "manifest.json"), (path + "/dead", "reason.json")]
    var whole = 0
    var findings: [CheckFinding] = []
    for (place, record) in places {
      guard let folder = try? DirectoryHandle(place), let names = try? folder.list() else {
        continue
      }
      for name in names where name.first != 0x2E {
        switch PublishedFolder.check(name, in: folder, record: record) {
        case .whole: whole += 1
        case .missing: break
        case .torn(let why):
          let shown = place + "/" + displayName(name)
          findings.append(
            CheckFinding(
              "results", .problem, "\(shown) is not whole: \(why)",
              repair: "ls -la \(CheckFinding.quoted(shown))"))
        }
      }
    }
    return [CheckFinding("results", .good, "\(whole) folders are whole")] + findings
  }
}
