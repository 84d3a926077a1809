import TestSupport
import Testing
import Transformer

/// Laws of decoding: how tokens are put into calls does not matter.
///
/// The bound is 0 for Q8_0, where results are promised bit by bit, and a few roundings for dense
/// models, whose products depend on the shape of the call: the last bit of a key then decides to
/// which of two halves (5e-4 of it apart) the cache rounds it.
@Suite("Decoding sessions")
struct DecoderSessionLawTests {
  enum Kind: CaseIterable, Sendable {
    case dense, quantized

    func model() throws -> any LanguageModel {
      let weights = try TinyModels.weights()
      return self == .dense ? DenseModel(weights) : QuantizedModel(weights)
    }

    var bound: Float { self == .dense ? 5e-4 : 0 }
  }

  /// The logits after `tokens` as one prompt in a session of its own.
  private func whole(_ model: any LanguageModel, _ tokens: [Int32]) throws -> [Float] {
    let session = try model.makeSession(rows: 1, maximumTokens: 128)
    return try withExtendedLifetime(session) { Array(try session.prefill(tokens)) }
  }

  @Test("Steps with a cache equal one pass over everything", arguments: Kind.allCases)
  func cached(kind: Kind) throws {
    let model = try kind.model()
    let tokens = TinyModels.tokens(75)
    let session = try model.makeSession(rows: 1, maximumTokens: 128)
    try session.prefill(Array(tokens[..<37]))
    for (index, token) in tokens.enumerated().dropFirst(37) {
      let logits = try session.step(tokens: [token])
      if index % 6 == 2 || index == 74 {
        let wanted = try whole(model, Array(tokens[...index]))
        #expect(largestDifference(logits, wanted) <= kind.bound, "after \(index + 1) tokens")
      }
    }
    #expect(session.length(row: 0) == 75)
  }

  @Test("Batched rows equal single rows with the prompt of their own", arguments: Kind.allCases)
  func batched(kind: Kind) throws {
    let model = try kind.model()
    let prompt = TinyModels.tokens(21)
    let answers = (0..<8).map { TinyModels.tokens(5 + $0, seed: UInt64(100 + $0)) }
    let session = try model.makeSession(rows: 8, maximumTokens: 128)
    try session.prefill(prompt)
    for index in 0..<12 {
      let active = answers.map { index < $0.count }
      let tokens = answers.map { index < $0.count ? $0[index] : -1 }
      try session.step(tokens: tokens, active: active)
    }
    for (row, answer) in answers.enumerated() {
      let wanted = try whole(model, prompt + answer)
      #expect(largestDifference(session.logits(row: row), wanted) <= kind.bound, "row \(row)")
      #expect(session.length(row: row) == 21 + answer.count)
    }
  }

  @Test("Forced text fed at once equals single steps", arguments: Kind.allCases)
  func fed(kind: Kind) throws {
    let model = try kind.model()
    let (prompt, text) = (TinyModels.tokens(9), TinyModels.tokens(70, seed: 8))
    let session = try model.makeSession(rows: 3, maximumTokens: 128)
    try session.prefill(prompt)
    try session.step(tokens: [text[0], text[0], 4])
    let before = Array(session.logits(row: 2))
    let logits = try session.feed(row: 1, tokens: Array(text[1...]))
    #expect(largestDifference(logits, try whole(model, prompt + text)) <= kind.bound)
    #expect(Array(session.logits(row: 2)) == before)
    #expect((0..<3).map { session.length(row: $0) } == [10, 79, 10])
  }

  @Test("Runs of any lengths advance their rows in one batch", arguments: Kind.allCases)
  func advanced(kind: Kind) throws {
    let model = try kind.model()
    let prompt = TinyModels.tokens(7)
    let session = try model.makeSession(rows: 5, maximumTokens: 128)
    try session.prefill(prompt)
    let untouched = Array(session.logits(row: 3))
    // More than one pass holds; the third run ends in another pass than it begins.
    let runs = [2, 60, 41, 0, 30].enumerated().map { row, count in
      count == 0 ? [] : TinyModels.tokens(count, seed: UInt64(20 + row))
    }
    try session.advance(runs)
    for (row, run) in runs.enumerated() where !run.isEmpty {
      let wanted = try whole(model, prompt + run)
      #expect(largestDifference(session.logits(row: row), wanted) <= kind.bound, "row \(row)")
    }
    #expect(Array(session.logits(row: 3)) == untouched)
    #expect((0..<5).map { session.length(row: $0) } == [9, 67, 48, 7, 37])
  }

  @Test("A row cut back and continued forgets what it said", arguments: Kind.allCases)
  func rewound(kind: Kind) throws {
    let model = try kind.model()
    let prompt = TinyModels.tokens(6)
    let session = try model.makeSession(rows: 2, maximumTokens: 128)
    try session.prefill(prompt)
    try session.feed(row: 1, tokens: TinyModels.tokens(11, seed: 9))
    try session.rewind(row: 1, to: 9)
    let kept = Array(TinyModels.tokens(11, seed: 9)[..<3])
    let logits = try session.feed(row: 1, tokens: [5, 6])
    #expect(largestDifference(logits, try whole(model, prompt + kept + [5, 6])) <= kind.bound)
  }

  @Test("A forked row goes on like its source", arguments: Kind.allCases)
  func forked(kind: Kind) throws {
    let session = try kind.model().makeSession(rows: 3, maximumTokens: 128)
    try session.prefill(TinyModels.tokens(6))
    try session.feed(row: 0, tokens: TinyModels.tokens(13, seed: 9))
    try session.fork(row: 0, into: 2)
    #expect(Array(session.logits(row: 0)) == Array(session.logits(row: 2)))
    try session.step(tokens: [1, 2, 1])
    #expect(largestDifference(session.logits(row: 0), session.logits(row: 2)) <= kind.bound)
    #expect(session.length(row: 2) == 20)
  }

  @Test("A session used again gives the bits of a new one", arguments: Kind.allCases)
  func reused(kind: Kind) throws {
    let model = try kind.model()
    let session = try model.makeSession(rows: 2, maximumTokens: 128)
    let first = TinyModels.tokens(50)
    try session.prefill(first)
    try session.step(tokens: [3, 4])
    for kept in [0, 1, 33, 49, 50] {
      let prompt = Array(first[..<kept]) + [9, 2]
      let again = Array(try session.prefill(prompt))
      #expect(Array(again[..<96]) == (try whole(model, prompt)), "common part \(kept)")
      #expect(Array(again[..<96]) == Array(again[96...]))
      try session.prefill(first)
    }
    #expect(Array(try session.prefill(first)[..<96]) == (try whole(model, first)))
    session.reset()
    #expect(session.promptLength == 0)
  }

  @Test("The number of threads changes no bit", arguments: Kind.allCases)
  func threads(kind: Kind) throws {
    // Large enough that products and attention are really shared out.
    let c = ModelConfiguration(
      vocabularySize: 1_100, channels: 128, layers: 1, heads: 4, keyValueHeads: 2,
      feedForwardChannels: 1_024, contextLength: 256)
    let weights = try TinyModels.weights(c)
    let model: any LanguageModel =
      kind == .dense ? DenseModel(weights) : QuantizedModel(weights)
    let prompt = TinyModels.tokens(200)
    let results = try [1, 2, 3].map { threads in
      let session = try model.makeSession(rows: 8, maximumTokens: 256, threads: threads)
      try session.prefill(prompt)
      return Array(try session.step(tokens: TinyModels.tokens(8)))
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  @Test("Every architecture decodes step by step as at once", arguments: ModelArchitecture.allCases)
  func architectures(architecture: ModelArchitecture) throws {
    let model = QuantizedModel(try TinyModels.weights(TinyModels.variant(architecture)))
    let tokens = TinyModels.tokens(40)
    let session = try model.makeSession(rows: 2, maximumTokens: 64, threads: 2)
    try session.prefill(Array(tokens[..<37]))
    for token in tokens[37...] { try session.step(tokens: [token, token]) }
    let wanted = try whole(model, tokens)
    #expect(Array(session.logits(row: 0)) == wanted && Array(session.logits(row: 1)) == wanted)
  }

  @Test("Models whose rows are no whole blocks stay dense and still decode")
  func oddSizes() throws {
    let c = ModelConfiguration(
      vocabularySize: 7, channels: 20, layers: 1, heads: 2, keyValueHeads: 1,
      feedForwardChannels: 24, contextLength: 16, tiesEmbeddings: false)
    let weights = try TinyModels.weights(c)
    let dense = try DenseModel(weights).makeSession(rows: 1, maximumTokens: 16)
    let other = try QuantizedModel(weights).makeSession(rows: 1, maximumTokens: 16)
    #expect(Array(try dense.prefill([1, 2, 3])) == Array(try other.prefill([1, 2, 3])))
  }
}

@Suite("Decoding sessions and wrong calls")
struct DecoderSessionTests {
  private func sentence(_ body: () throws(DecodingError) -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch { return "\(error)" }
  }

  @Test("Wrong calls are refused in a sentence and change nothing")
  func refusals() throws {
    let model = QuantizedModel(try TinyModels.weights())
    let session = try model.makeSession(rows: 2, maximumTokens: 10)
    func prefill(_ tokens: [Int32]) -> String {
      sentence { () throws(DecodingError) in try session.prefill(tokens) }
    }
    func step(_ tokens: [Int32], _ active: [Bool] = []) -> String {
      sentence { () throws(DecodingError) in try session.step(tokens: tokens, active: active) }
    }
    #expect(step([1, 1]) == "there is no prompt yet; call prefill first")
    #expect(prefill([]) == "there are no tokens to decode; give at least one")
    #expect(
      prefill([1, 96])
        == """
        token 96 is not in the vocabulary of 96; use the tokenizer of the same model file
        """)
    #expect(
      prefill(TinyModels.tokens(11))
        == """
        the context is full: 11 tokens are needed, there is room for 10; shorten the prompt or \
        raise the session's maximum
        """)
    #expect(prefill(TinyModels.tokens(9)) == "no error")
    let before = Array(session.logits)
    #expect(step([1]) == "1 tokens were given for 2 rows; give one per row")
    #expect(step([1, 1], [true]) == "1 active flags were given for 2 rows; give one per row")
    #expect(step([1, -2]).hasPrefix("token -2 is not in the vocabulary"))
    #expect(Array(session.logits) == before)
    #expect(step([1, -2], [true, false]) == "no error")
    #expect(step([1, 1]).hasPrefix("the context is full: 11 tokens"))
    #expect(session.length(row: 1) == 9)
    #expect(
      sentence { () throws(DecodingError) in try session.feed(row: 2, tokens: [1]) }
        == "row 2 does not exist; the session has rows 0 to 1")
    #expect(
      sentence { () throws(DecodingError) in try session.feed(row: 1, tokens: [1, 2]) }
        .hasPrefix("the context is full: 11 tokens"))
    #expect(
      sentence { () throws(DecodingError) in try session.rewind(row: 0, to: 8) }
        == "row 0 cannot be cut to 8 tokens; possible are 9 to 10")
  }

  @Test("Sessions that cannot be made say why")
  func impossible() throws {
    let model = DenseModel(try TinyModels.weights())
    #expect(throws: DecodingError.notPositive(what: "the number of rows", value: 0)) {
      try model.makeSession(rows: 0, maximumTokens: 10)
    }
    #expect(throws: DecodingError.contextTooShort(asked: 129, contextLength: 128)) {
      try model.makeSession(rows: 1, maximumTokens: 129)
    }
    #expect(
      "\(DecodingError.contextTooShort(asked: 129, contextLength: 128))"
        == """
        a session of 129 tokens was asked for, the model was made for 128; ask for less
        """)
    #expect(
      "\(DecodingError.notPositive(what: "the number of rows", value: 0))"
        == "the number of rows is 0; it must be at least 1")
    // 2 layers, 2 heads of 16 channels, 128 positions, keys and values: 32 KiB a row.
    let error = #expect(throws: DecodingError.self) {
      try model.makeSession(rows: 1 << 36, maximumTokens: 128)
    }
    #expect(
      error?.description == """
        there is no memory for a session's keys and values, 2147483648 MiB; ask for fewer rows or \
        tokens
        """)
  }
}
