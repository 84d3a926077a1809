import Canvas
import Foundation
import JSON
import KnowledgeBase
import Validation
import WorkflowCode
import WorkflowGraph

/// One hot path that is timed.
enum Bench: String, CaseIterable {
  /// Server rules and our own, on prompts of about 60 nodes.
  case validate
  /// Server rules alone, on the same prompts.
  case validateServer = "validate-server"
  /// Code to workflow: parsing and lowering of programs of up to 60 statements.
  case code
  /// Placing about 60 nodes.
  case layout
  /// Reading the catalog of exact definitions from memory.
  case catalog
  /// UI file to API file, both as bytes.
  case convert
  /// Text to token ids, see ``TokenizerBench``.
  case tokenizer
  /// Decoding with a generated model in every form, see ``DecodeBench``.
  case decode
  /// No time: our layout beside the authors', see ``LayoutComparison``.
  case layoutQuality = "layout-quality"

  /// What runs when nothing is named.
  static let usual = allCases.filter { $0 != .layoutQuality }

  func figures(_ inputs: BenchInputs) throws -> [Figure] {
    switch self {
    case .validate: [try validate(inputs, .answer)]
    case .validateServer: [try validate(inputs, .server)]
    case .code: [try code(inputs)]
    case .layout: [try layout(inputs)]
    case .catalog: [try catalog(inputs)]
    case .convert: [try convert(inputs)]
    case .tokenizer: [try TokenizerBench.figure(rawValue)]
    case .decode: try DecodeBench.figures()
    case .layoutQuality: LayoutQualityBench.figures(inputs)
    }
  }

  private func validate(_ inputs: BenchInputs, _ options: ValidationOptions) throws -> Figure {
    let validator = PromptValidator(
      catalog: inputs.exact.catalog, hooks: HookTable(inputs.exact.hooks), options: options)
    let prompts = inputs.large.map { APIFormat.write($0) }
    return rate("prompts/s", inputs.kind, prompts.count) {
      prompts.reduce(0) { $0 + validator.validate($1).issues.count }
    }
  }

  private func code(_ inputs: BenchInputs) throws -> Figure {
    let identifiers = ClassIdentifiers(inputs.catalog)
    let printer = Printer(identifiers)
    let programs = inputs.workflows.compactMap { try? printer.print($0, style: .compact) }
    let sample = stride(from: 0, to: programs.count, by: max(1, programs.count / 500))
      .map { programs[$0] }
    let lowering = Lowering(identifiers)
    return rate("programs/s", inputs.kind, sample.count) {
      sample.reduce(0) { $0 + (lowering.read($1).workflow?.nodes.count ?? 0) }
    }
  }

  private func layout(_ inputs: BenchInputs) throws -> Figure {
    time(inputs.kind, inputs.large.count) {
      inputs.large.reduce(0) {
        $0 + WorkflowLayout.place($1, catalog: inputs.catalog).placements.count
      }
    }
  }

  private func catalog(_ inputs: BenchInputs) throws -> Figure {
    try time("catalog", 1) {
      try NodeKnowledgeBase.load(BenchInputs.files(), reach: .extended).catalog.count
    }
  }

  private func convert(_ inputs: BenchInputs) throws -> Figure {
    let count = inputs.uiFiles.count
    let files = stride(from: 0, to: count, by: max(1, count / 200))
      .map { inputs.uiFiles[$0].bytes() }
    return try rate("files/s", inputs.kind, files.count) {
      try files.reduce(0) { sum, bytes in
        let json = try JSONValue.parse(bytes, readsNonFinite: true)
        let workflow = try UIFormat.read(json, catalog: inputs.catalog).workflow
        return sum + APIFormat.write(workflow).bytes().count
      }
    }
  }

  // MARK: - Timing

  private func rate(
    _ unit: String, _ input: String, _ count: Int, _ work: () throws -> Int
  ) rethrows -> Figure {
    let seconds = try Stopwatch.seconds(work)
    return Figure(rawValue, unit: unit, input: input, values: seconds.map { Double(count) / $0 })
  }

  private func time(_ input: String, _ count: Int, _ work: () throws -> Int) rethrows -> Figure {
    let seconds = try Stopwatch.seconds(work)
    return Figure(
      rawValue, unit: "ms", input: input, values: seconds.map { $0 * 1000 / Double(count) })
  }
}

/// Times a piece of work.
enum Stopwatch {
  /// The processor seconds of nine runs of `work`, after one that does not count.
  ///
  /// Processor time, not the wall clock: other processes on the machine then disturb less. Short
  /// work is repeated within a run until a run lasts a twentieth of a second.
  static func seconds(_ work: () throws -> Int) rethrows -> [Double] {
    let first = try once(work, 1)
    let repeats = max(1, Int(0.05 / max(first, 1e-6)))
    return try (0..<9).map { _ in try once(work, repeats) / Double(repeats) }
  }

  private static func once(_ work: () throws -> Int, _ repeats: Int) rethrows -> Double {
    let start = processorSeconds
    var sum = 0
    for _ in 0..<repeats { sum &+= try work() }
    let seconds = processorSeconds - start
    // The work is looked at, so that it cannot be left out.
    return sum == .min ? .nan : seconds
  }

  /// Processor time of this process so far.
  static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
