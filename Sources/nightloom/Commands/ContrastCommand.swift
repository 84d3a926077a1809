import Evaluation
import JSON
import Sampling

/// `nightloom contrast`: sets evaluations of the same samples side by side.
enum ContrastCommand: Subcommand {
  static let name = "contrast"
  static let summary = "Sets reports of evaluate side by side: figures, and gains in pairs."
  static let usage = "NAME=REPORT[#SYSTEM] NAME=REPORT[#SYSTEM] …"
  static let options: [Option] = []

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    let rows = try arguments.positionals.map(row)
    guard rows.count > 1 else {
      throw UsageError(message: "two reports or more are needed, each as NAME=REPORT")
    }
    var random = SeededGenerator(seed: EvaluateCommand.bootstrapSeed)
    guard let table = SideBySide(rows, using: &random) else {
      throw CommandFailure(
        .dataError, "the reports are not of the same samples",
        hint: "evaluate them with the same --set and --limit")
    }
    Console.output(table.text)
    return .success
  }

  private static func row(_ word: String) throws -> SideBySide.Row {
    guard let sign = word.firstIndex(of: "="), sign > word.startIndex else {
      throw UsageError(message: "'\(word)' is not of the form NAME=REPORT")
    }
    let parts = word[word.index(after: sign)...].split(separator: "#", maxSplits: 1)
    let path = parts.first.map(String.init) ?? ""
    let wanted = parts.count > 1 ? String(parts[1]) : nil
    let systems = try JSONValue.parse(try InputFile.read(path))["systems"]?.array ?? []
    let system = systems.first { wanted == nil || $0["name"]?.string == wanted }
    guard let samples = system?["samples"].flatMap(SampleFigures.init) else {
      throw CommandFailure(
        .dataError, "\(path) has no system\(wanted.map { " '\($0)'" } ?? "") with its samples",
        hint: "name a report that evaluate --json wrote")
    }
    return SideBySide.Row(name: String(word[..<sign]), samples: samples)
  }
}
