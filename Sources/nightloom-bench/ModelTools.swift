import JSON
import OperatingSystem

/// The commands of the bench that work on a model file of the caller's.
enum ModelTools: String, CaseIterable {
  /// Speed and memory of a file, see ``ModelSpeed``.
  case model
  /// Writes a large file to standard output, see ``LargeModel``.
  case writeLarge = "write-large"
  /// See ``ReadBandwidth``.
  case bandwidth
  /// What the masks of sampled answers cost, see ``MaskSpeed``, with the answers, their tokens and
  /// the nodes they were offered.
  case maskAnswers = "mask-answers"
  /// How far two forms of a model are apart, see ``Divergence``.
  case divergence

  static let usage = """
    or:    nightloom-bench model FILE [--prompt N] [--rows N] [--steps N] [--threads N]
                                [--context N] [--feed N] [--beyond MIB]
           nightloom-bench mask-answers FILE [--answers N] [--runs N] [--longest N]
           nightloom-bench divergence FILE OTHER SAMPLES [--most N]
           nightloom-bench write-large [--kv-heads N] [--feed-forward N] > FILE
           nightloom-bench bandwidth [--threads N]
    model prints one JSON object: tokens a second of the prompt and of the steps after it, and
    memory. With --feed a step has N tokens of each row. With --beyond it is an error when the
    process takes more than MIB beyond the file. mask-answers prints what the masks of answers cost,
    the answers, and what they were made of. divergence compares two forms of a model on samples of
    `nightloom synthesize`.

    """

  private var options: [String] {
    switch self {
    case .model: ["prompt", "rows", "steps", "threads", "context", "feed", "beyond"]
    case .maskAnswers: ["answers", "runs", "longest"]
    case .divergence: ["most"]
    case .writeLarge: ["kv-heads", "feed-forward"]
    case .bandwidth: ["threads"]
    }
  }

  /// The files that a command names.
  private var files: Int {
    switch self {
    case .model, .maskAnswers: 1
    case .divergence: 3
    case .writeLarge, .bandwidth: 0
    }
  }

  /// Runs one command; its exit status.
  func run(_ words: [String]) throws -> Int32 {
    let (paths, numbers) = try Self.parse(words)
    if let unknown = numbers.keys.sorted().first(where: { !options.contains($0) }) {
      throw ToolError("\(rawValue) has no --\(unknown)")
    }
    guard paths.count == files else {
      throw ToolError("\(rawValue) wants \(files) files, not \(paths.count)")
    }
    func number(_ name: String, _ standard: Int) -> Int { numbers[name] ?? standard }
    switch self {
    case .bandwidth:
      let rate = ReadBandwidth.bytesPerSecond(threads: number("threads", 1))
      try Self.show(JSONObject([("bytesPerSecond", .double(rate))]))
    case .writeLarge:
      let model = try LargeModel(
        keyValueHeads: number("kv-heads", 8), feedForwardChannels: number("feed-forward", 14_336))
      try model.write(to: .output)
    case .model:
      let speed = ModelSpeed(
        path: paths[0], prompt: number("prompt", 16), rows: number("rows", 1),
        steps: number("steps", 64), threads: number("threads", 1), context: number("context", 0),
        feed: number("feed", 1))
      let found = try speed.run()
      try Self.show(found)
      return try numbers["beyond"].map { try Self.hold(found, $0) } ?? 0
    case .maskAnswers:
      let speed = MaskSpeed(
        path: paths[0], answers: number("answers", 20), runs: number("runs", 5),
        longest: number("longest", 1_200))
      try Self.show(speed.run(full: true))
    case .divergence:
      let divergence = Divergence(
        path: paths[0], other: paths[1], samples: paths[2], most: number("most", 200))
      try Self.show(divergence.run())
    }
    return 0
  }

  /// The paths among the words, and the numbers behind options.
  private static func parse(_ words: [String]) throws -> (paths: [String], numbers: [String: Int]) {
    var paths: [String] = []
    var numbers: [String: Int] = [:]
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("--") else {
        paths.append(word)
        continue
      }
      guard let number = rest.popFirst().flatMap({ Int($0) }), number >= 1 else {
        throw ToolError("\(word) wants a number of at least 1")
      }
      numbers[String(word.dropFirst(2))] = number
    }
    return (paths, numbers)
  }

  private static func show(_ object: JSONObject) throws {
    try StandardStreams.output.write(JSONValue.object(object).text() + "\n")
  }

  /// Compares peak memory with the file's size and what is allowed beyond it, in MiB.
  private static func hold(_ found: JSONObject, _ most: Int) throws -> Int32 {
    func number(_ name: String) -> Int { found[name]?.int ?? 0 }
    let (peak, file) = (number("peakBytes") >> 20, number("fileBytes") >> 20)
    let beyond = peak - file
    let free = number("roomTokens") - number("cachedTokens")
    let full = beyond + (free * number("cacheBytesPerToken")) >> 20
    try StandardStreams.errors.write(
      "peak \(peak) MiB, file \(file) MiB: \(beyond) MiB beyond it, allowed are \(most); with all "
        + "\(number("roomTokens")) tokens in use about \(full)\n")
    return beyond <= most ? 0 : 1
  }
}

/// What stopped a command of the bench.
struct ToolError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
