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

  static let usage = """
    or:    nightloom-bench model FILE [--prompt N] [--rows N] [--steps N] [--threads N]
                                [--context N] [--beyond MIB]
           nightloom-bench write-large [--kv-heads N] [--feed-forward N] > FILE
           nightloom-bench bandwidth [--threads N]
    model prints one JSON object: tokens a second of the prompt and of the steps after it, and
    memory. With --beyond it is an error when the process takes more than MIB beyond the file.

    """

  /// Runs one command; its exit status.
  func run(_ words: [String]) throws -> Int32 {
    let (path, given) = try Self.parse(words)
    var numbers = given
    guard self == .model || path == nil else { throw ToolError("\(rawValue) takes no file") }
    func take(_ name: String, _ standard: Int) -> Int {
      numbers.removeValue(forKey: name) ?? standard
    }
    var status: Int32 = 0
    switch self {
    case .bandwidth:
      let rate = ReadBandwidth.bytesPerSecond(threads: take("threads", 1))
      try Self.show(JSONObject([("bytesPerSecond", .double(rate))]))
    case .writeLarge:
      let model = LargeModel(
        keyValueHeads: take("kv-heads", 8), feedForwardChannels: take("feed-forward", 14_336))
      try model.write(to: .output)
    case .model:
      let speed = ModelSpeed(
        path: try Self.given(path), prompt: take("prompt", 16), rows: take("rows", 1),
        steps: take("steps", 64), threads: take("threads", 1), context: take("context", 0))
      let found = try speed.run()
      try Self.show(found)
      status = try numbers.removeValue(forKey: "beyond").map { try Self.hold(found, $0) } ?? 0
    }
    guard numbers.isEmpty else {
      throw ToolError("\(rawValue) has no --\(numbers.keys.sorted()[0])")
    }
    return status
  }

  /// The path among the words, and the numbers behind options.
  private static func parse(_ words: [String]) throws -> (path: String?, numbers: [String: Int]) {
    var path: String?
    var numbers: [String: Int] = [:]
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("--") else {
        guard path == nil else { throw ToolError("'\(word)' is one word too many") }
        path = word
        continue
      }
      guard let number = rest.popFirst().flatMap({ Int($0) }), number >= 1 else {
        throw ToolError("\(word) wants a number of at least 1")
      }
      numbers[String(word.dropFirst(2))] = number
    }
    return (path, numbers)
  }

  private static func given(_ path: String?) throws -> String {
    guard let path else { throw ToolError("name the model file") }
    return path
  }

  private static func show(_ object: JSONObject) throws {
    try StandardStreams.output.write(JSONValue.object(object).text() + "\n")
  }

  /// Compares peak memory with the file's size and what is allowed beyond it, in MiB.
  private static func hold(_ found: JSONObject, _ most: Int) throws -> Int32 {
    let mebibytes = ["peakBytes", "fileBytes"].map { ((found[$0]?.int ?? 0) + (1 << 19)) >> 20 }
    let beyond = mebibytes[0] - mebibytes[1]
    try StandardStreams.errors.write(
      "peak \(mebibytes[0]) MiB, file \(mebibytes[1]) MiB: \(beyond) MiB beyond it, allowed are "
        + "\(most) MiB\n")
    return beyond <= most ? 0 : 1
  }
}

/// What stopped a command of the bench.
struct ToolError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
