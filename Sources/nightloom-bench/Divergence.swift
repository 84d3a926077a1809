import Generation
import JSON
import KnowledgeBase
import OperatingSystem
import Transformer

/// What another form of a model's weights costs in quality: both read the same samples, and their
/// distributions over the next token of each response are compared, that of the first file first.
struct Divergence {
  let path: String
  let other: String
  /// Reasoning samples, as `nightloom synthesize` writes them.
  let samples: String
  /// The most samples that are read, those that lie evenly among all.
  let most: Int

  private struct Sums {
    var tokens = 0
    var divergence = 0.0
    var largest = 0.0
    var agreeing = 0
    /// log p of the sample's own tokens.
    var (first, second) = (0.0, 0.0)
  }

  /// Means per token of the responses.
  func run() throws -> JSONObject {
    let knowledge = try NodeKnowledgeBase.load(BenchInputs.files())
    let bundles = try [path, other].map { try ModelBundle.open($0, catalog: knowledge.catalog) }
    let lines = try readFile(samples).split(separator: 0x0A)
    let step = max(1, lines.count / most)
    var sums = Sums()
    var read = 0
    for place in stride(from: 0, to: lines.count, by: step) where read < most {
      guard let sample = Transcript(json: try JSONValue.parse(Array(lines[place]))) else {
        throw ToolError("line \(place + 1) of \(samples) is no sample")
      }
      let encoder = bundles[0].encoder
      let input = encoder.modelInput(
        prompt: sample.prompt, candidates: sample.candidates, example: sample.example)
      try compare(bundles, input, encoder.response(sample.response), &sums)
      read += 1
    }
    let tokens = Double(max(1, sums.tokens))
    return JSONObject([
      ("samples", .int(read)), ("tokens", .int(sums.tokens)),
      ("divergence", .double(sums.divergence / tokens)),
      ("largestDivergence", .double(sums.largest)),
      ("greedyAgreement", .double(Double(sums.agreeing) / tokens)),
      ("loss", .double(-sums.first / tokens)), ("otherLoss", .double(-sums.second / tokens)),
    ])
  }

  private func compare(
    _ bundles: [ModelBundle], _ input: [Int32], _ response: [Int32], _ sums: inout Sums
  ) throws {
    let sessions = try bundles.map {
      try $0.model.makeSession(rows: 1, maximumTokens: input.count + response.count, threads: 1)
    }
    for session in sessions { try session.prefill(input) }
    for (place, token) in response.enumerated() {
      let p = NextToken(sessions[0].logits(row: 0))
      let q = NextToken(sessions[1].logits(row: 0))
      let divergence = p.divergence(from: q)
      sums.tokens += 1
      sums.divergence += divergence
      sums.largest = max(sums.largest, divergence)
      sums.agreeing += p.likeliest == q.likeliest ? 1 : 0
      sums.first += p.logProbabilities[Int(token)]
      sums.second += q.logProbabilities[Int(token)]
      guard place + 1 < response.count else { return }
      for session in sessions { try session.step(tokens: [token]) }
    }
  }
}
