import OperatingSystem

/// One subcommand: what the help says and what it does.
protocol Subcommand {
  /// The word after `nightloom`.
  static var name: String { get }
  /// One line for the list of subcommands.
  static var summary: String { get }
  /// The arguments after the name, as in `FILE …`.
  static var usage: String { get }
  /// The options.
  static var options: [Option] { get }
  /// Does the work.
  static func run(_ arguments: Arguments) throws -> ExitStatus
}

@main
enum Nightloom {
  static let version = "0.1.0"

  static var commands: [any Subcommand.Type] {
    [
      RunCommand.self, OnceCommand.self, SubmitCommand.self, StatusCommand.self,
      HistoryCommand.self, ShowCommand.self, ReportCommand.self,
      MetricsCommand.self, DoctorCommand.self,
      CancelCommand.self, RetryCommand.self, PriorityCommand.self, PauseCommand.self,
      ResumeCommand.self, DispatchCommand.self, ChunkCommand.self,
      CurateCommand.self, SynthesizeCommand.self, TrainCommand.self, GenerateCommand.self,
      ValidateCommand.self, RepairCommand.self, ConvertCommand.self, LayoutCommand.self,
      ExplainCommand.self, NodesCommand.self, InventoryCommand.self,
      ModelCommand.self,
      EvaluateCommand.self, ContrastCommand.self, TuneCommand.self, RecallCommand.self,
      CompareCommand.self,
    ]
  }

  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    ThisProcess.exit(run(words).rawValue)
  }

  private static func run(_ words: [String]) -> ExitStatus {
    guard let first = words.first else {
      Console.output(Help.overview(commands))
      return .usage
    }
    if first == "--help" || first == "help" || first == "-h" {
      Console.output(Help.overview(commands))
      return .success
    }
    if first == "--version" {
      Console.output("nightloom \(version)\n")
      return .success
    }
    let rest = Array(words.dropFirst())
    guard let command = commands.first(where: { $0.name == first }) else {
      let error = UsageError.unknownCommand(first, known: commands.map { $0.name })
      return fail(
        CommandFailure(.usage, error.message, hint: "nightloom --help lists the subcommands"), rest)
    }
    return run(command, rest)
  }

  private static func run(_ command: any Subcommand.Type, _ words: [String]) -> ExitStatus {
    if words.contains("--help") || words.contains("-h") {
      Console.output(Help.page(command))
      return .success
    }
    do {
      return try command.run(Arguments(words, options: command.options))
    } catch {
      return fail(failure(error, of: command), words)
    }
  }

  /// What stopped a subcommand, as people and programs are told of it.
  private static func failure(
    _ error: any Error, of command: any Subcommand.Type
  ) -> CommandFailure {
    switch error {
    case let failure as CommandFailure: failure
    case let error as UsageError:
      CommandFailure(
        .usage, error.message, hint: "nightloom \(command.name) --help shows the options")
    case let error as SystemCallError: CommandFailure(.inputOutput, "\(error)", hint: error.hint)
    default: CommandFailure(.dataError, "\(error)")
    }
  }

  private static func fail(_ failure: CommandFailure, _ words: [String]) -> ExitStatus {
    Console.error(failure, asJSON: Arguments.wantJSON(words))
    return failure.status
  }
}
