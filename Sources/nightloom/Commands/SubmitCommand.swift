import Hashing
import JobRunner
import OperatingSystem
import PromptSyntax
import Spool

/// `nightloom submit`: checks prompt files and drops them into the inbox.
enum SubmitCommand: Subcommand {
  static let name = "submit"
  static let summary = "Checks prompt files and drops them into the inbox."
  static let usage = "FILE … | -"
  static let options = [
    Option("spool", "dir", "Folder of the inbox [the configuration's]."),
    Option("name", "text", "File name for what is read from standard input [prompt.txt]."),
    Option("force", nil, "Drop files also when some of their prompts are wrong."),
    Option("dry-run", nil, "Only check."),
    Option("config", "file", "Configuration file [Config/nightloom.conf]."),
  ]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    guard !arguments.positionals.isEmpty else {
      throw UsageError(message: "which file? name prompt files, or - for standard input")
    }
    let setup = try RunnerSetup(arguments)
    let parser = try setup.configuration().parser
    var isBad = false
    let files = try arguments.positionals.map { try read($0, parser, arguments) }
    for file in files {
      let parsed = parser.parse(file.bytes, fileName: file.name)
      for finding in parsed.diagnostics {
        let line = "\(finding.severity.rawValue): \(finding)"
        Console.note("\(displayName(file.name)): \(displayName(Array(line.utf8)))")
      }
      if !parsed.errors.isEmpty { isBad = true }
      if parsed.requests.isEmpty || (!parsed.errors.isEmpty && !arguments.has("force")) {
        Console.note("\(displayName(file.name)): not dropped; correct it, or use --force")
        continue
      }
      try drop(file, jobs: parsed.requests.count, setup, arguments)
    }
    return isBad ? .dataError : .success
  }

  private static func drop(
    _ file: (name: [UInt8], bytes: [UInt8]), jobs: Int, _ setup: RunnerSetup,
    _ arguments: Arguments
  ) throws {
    let count = jobs == 1 ? "1 job" : "\(jobs) jobs"
    if arguments.has("dry-run") {
      Console.output("\(displayName(file.name)): would make \(count)\n")
      return
    }
    let inbox = try inbox(setup)
    let draft = "\(ThisProcess.id)-\(BootClock.system.now)-\(SHA256.hex(file.bytes).prefix(8))"
    do {
      let name = try InboxDrop.submit(
        file.bytes, name: file.name, to: inbox, draft: draft)
      Console.output("\(displayName(name)): \(count) dropped into \(inbox.path)\n")
    } catch {
      throw CommandFailure(.cannotCreate, error.description, hint: error.hint)
    }
  }

  /// Whoever may drop need not own the spool, nor read the inbox; without one it is made.
  private static func inbox(_ setup: RunnerSetup) throws -> DirectoryHandle {
    do throws(SystemCallError) {
      let inbox = try DirectoryHandle(setup.places.spool + "/inbox", lookupOnly: true)
      if inbox.contains(Array("tmp".utf8)) { return inbox }
    } catch {
      guard error.isMissing else {
        throw CommandFailure(.cannotCreate, error.description, hint: error.hint)
      }
    }
    return try setup.spool().inbox
  }

  private static func read(
    _ path: String, _ parser: PromptParser, _ arguments: Arguments
  ) throws -> (name: [UInt8], bytes: [UInt8]) {
    if path == "-" {
      let name = Array((arguments.text("name") ?? "prompt.txt").utf8)
      return (name, try StandardStreams.input.readAll(limit: parser.maximumBytes(name) + 1))
    }
    let name = Array(path.utf8.split(separator: 0x2F).last ?? [])
    do {
      return (name, try readFile(path, limit: parser.maximumBytes(name) + 1))
    } catch {
      throw CommandFailure(.noInput, error.description, hint: error.hint)
    }
  }
}
