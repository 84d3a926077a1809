import JSON
import OperatingSystem
import Transformer

/// Speed and memory of one model file: one prompt, then steps of all rows.
///
/// Times are of the wall clock, because several threads work, and of the processor, for one thread
/// on a busy machine; the pages of the file are in memory before the clocks start. Which tokens are
/// decoded changes nothing.
struct ModelSpeed {
  let path: String
  /// Tokens of the prompt, which all rows share.
  let prompt: Int
  let rows: Int
  /// Steps that are timed.
  let steps: Int
  let threads: Int
  /// Tokens a row has room for; as many as are needed when fewer.
  let context: Int
  /// Tokens of each row in a step.
  let feed: Int

  /// Steps before those that are timed.
  private static let warming = 2

  /// Tokens a second, bytes of weights read in a step, and memory.
  func run() throws -> JSONObject {
    let file = try MappedFile(path)
    let reader = try GGUFReader(GGUFBytes(region: file.bytes, owner: file))
    let weights = try ModelWeights(reader)
    let c = weights.configuration
    let room = max(prompt + (Self.warming + steps) * feed, context)
    let session = try weights.model().makeSession(
      rows: rows, maximumTokens: room, threads: threads)
    let tokens = (0..<prompt).map { Int32(1 + $0 % (c.vocabularySize - 1)) }
    try session.prefill([0])
    session.reset()
    let prefill = try seconds { try session.prefill(tokens) }
    try continueRows(session, steps: Self.warming, c)
    let decode = try seconds { try continueRows(session, steps: steps, c) }
    let cache = 4 * c.layers * c.keyValueChannels
    return JSONObject([
      ("file", .string(path)), ("prompt", .int(prompt)), ("rows", .int(rows)),
      ("steps", .int(steps)), ("threads", .int(threads)),
      ("prefill", .double(Double(prompt) / prefill.wall)),
      ("decode", .double(Double(rows * steps * feed) / decode.wall)),
      ("processorPrefill", .double(Double(prompt) / prefill.processor)),
      ("processorDecode", .double(Double(rows * steps * feed) / decode.processor)),
      ("weightBytes", .int(stepBytes(reader))), ("fileBytes", .int(file.bytes.count)),
      ("peakBytes", .int(try Self.peakBytes())), ("cacheBytesPerToken", .int(cache)),
      ("cachedTokens", .int(prompt + rows * (Self.warming + steps) * feed)),
      ("roomTokens", .int(room)),
    ])
  }

  /// Takes no memory of its own for a step, so that what the session takes can be counted.
  private func continueRows(
    _ session: any DecodingSession, steps: Int, _ c: ModelConfiguration
  ) throws {
    var runs = [[Int32]](repeating: [Int32](repeating: 0, count: feed), count: rows)
    for step in 0..<steps {
      for row in 0..<rows {
        for place in 0..<feed { runs[row][place] = Int32((step + row + place) % c.vocabularySize) }
      }
      try session.advance(runs)
    }
  }

  private func seconds(
    _ work: () throws -> Void
  ) rethrows -> (wall: Double, processor: Double) {
    let start = Stopwatch.processorSeconds
    let wall = try ContinuousClock().measure(work) / .seconds(1)
    return (wall, Stopwatch.processorSeconds - start)
  }

  /// Every tensor is read once a step, but of an embedding beside an output matrix only rows.
  private func stepBytes(_ reader: GGUFReader) -> Int {
    let isTied = reader.tensor(named: TensorName.output) == nil
    return reader.tensors.reduce(0) {
      $0 + ($1.name == TensorName.tokenEmbedding && !isTied ? 0 : $1.byteCount)
    }
  }

  /// The most memory this process has held, pages of mapped files included (`VmHWM`).
  private static func peakBytes() throws -> Int {
    let status = String(decoding: try readFile("/proc/self/status"), as: UTF8.self)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let number = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
    guard let number else { throw ToolError("the line VmHWM of /proc/self/status is missing") }
    return number * 1_024
  }
}
