import JSON
import OperatingSystem

// Times the hot paths: `nightloom-bench [NAME …] [--json]`, from the repository's root, in a
// release build. Real workflows are taken where NIGHTLOOM_DATA names the folder of data, a
// generated graph of 60 nodes elsewhere; the two have baselines of their own.

/// The benches: what the words choose, measured, printed and held against the baseline.
@main
enum NightloomBench {
  static let usage = """
    usage: nightloom-bench [NAME ...] [--json] [--no-baseline]
    names: validate, validate-server, code, layout, catalog, convert, tokenizer, decode,
           prefill, batch, mask, layout-quality [all but layout-quality]
    Run it in the repository's root. NIGHTLOOM_DATA names real workflows to measure with.

    """

  static func main() {
    let words = CommandLine.arguments.dropFirst()
    if words.first == "queue" { runQueue(Array(words.dropFirst())) }
    if let tool = words.first.flatMap(ModelTools.init) { run(tool, Array(words.dropFirst())) }
    let flags: Set = ["--json", "--no-baseline"]
    let names = words.filter { !$0.hasPrefix("-") }
    let isKnown = names.allSatisfy { Bench(rawValue: $0) != nil }
    guard isKnown, words.allSatisfy({ !$0.hasPrefix("-") || flags.contains($0) }) else {
      write(usage + ModelTools.usage + QueueBench.usage, .errors)
      ThisProcess.exit(64)
    }
    do {
      let benches = names.isEmpty ? Bench.usual : names.compactMap(Bench.init)
      let slow = try run(benches, asJSON: words.contains("--json"))
      ThisProcess.exit(slow && !words.contains("--no-baseline") ? 1 : 0)
    } catch {
      write("nightloom-bench: error: \(error)\n", .errors)
      ThisProcess.exit(70)
    }
  }

  private static func run(_ tool: ModelTools, _ words: [String]) -> Never {
    do {
      ThisProcess.exit(try tool.run(words))
    } catch {
      write("nightloom-bench: error: \(error)\n", .errors)
      ThisProcess.exit(70)
    }
  }

  private static func runQueue(_ words: [String]) -> Never {
    do {
      ThisProcess.exit(try QueueBench(words).run() ? 0 : 1)
    } catch {
      write("nightloom-bench: error: \(error)\n", .errors)
      ThisProcess.exit(70)
    }
  }

  /// Runs the benches; whether one of them is worse than its baseline allows.
  private static func run(_ benches: [Bench], asJSON: Bool) throws -> Bool {
    let inputs = try BenchInputs()
    let baseline = try Baseline(readFile("Sources/nightloom-bench/Baseline.txt"))
    var isWorse = false
    for bench in benches {
      for figure in try bench.figures(inputs) {
        write(asJSON ? figure.json.text() + "\n" : figure.row, .output)
        guard let complaint = baseline.complaint(figure) else { continue }
        write(complaint + "\n", .errors)
        isWorse = true
      }
    }
    return isWorse
  }

  private static func write(_ text: String, _ stream: StandardStreams) {
    // A reader that went away is no error.
    try? stream.write(text)
  }
}
