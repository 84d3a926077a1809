public import KnowledgeBase
public import Sampling
import Transformer

/// What to sample for one prompt.
public struct SamplingRequest: Sendable {
  /// The user's wish.
  public var prompt: String
  /// The class types offered, in the order shown.
  public var candidates: [String]
  /// What is known of each candidate before the model reads; empty when nothing is.
  ///
  /// Under the mask they shift the odds of selecting it, and of how often.
  public var leanings: [Leaning]
  /// The code of a known workflow without its values, shown as an example.
  public var example: String?
  /// One seed for each answer.
  public var seeds: [UInt64]
  /// The temperature; 0 takes the likeliest token.
  public var temperature: Float
  /// The nucleus: the likeliest tokens of this total probability stay.
  public var topP: Float
  /// Whether answers are held to the grammar.
  public var isMasked: Bool
  /// The longest answer, in tokens.
  public var maximumTokens: Int
  /// Whether answers come with their tokens and what each was chosen from, for training.
  ///
  /// Then all is drawn; else answers under the mask differ in their shape alone, and each value of
  /// an input is the likeliest.
  public var recordsChoices = false

  /// Describes what to sample.
  public init(
    prompt: String, candidates: [String], leanings: [Leaning] = [], example: String? = nil,
    seeds: [UInt64],
    temperature: Float = 0.7,
    topP: Float = 0.95, isMasked: Bool = true, maximumTokens: Int = 1_200
  ) {
    self.prompt = prompt
    self.candidates = candidates
    self.leanings = leanings
    self.example = example
    self.seeds = seeds
    self.temperature = temperature
    self.topP = topP
    self.isMasked = isMasked
    self.maximumTokens = maximumTokens
  }
}

/// One sampled response, as the model wrote it.
public struct SampledAnswer: Equatable, Sendable {
  /// The response without its end token.
  public var text: String
  /// Tokens written, the end included.
  public var tokens: Int
  /// The mean over the tokens of log p under the distribution sampled from.
  public var meanLogProbability: Double
  /// Whether the model ended by itself.
  public var isComplete: Bool
  /// Its tokens, where they were asked for.
  public var ids: [Int32] = []
  /// What each token was chosen from, where that was asked for and there was a mask.
  public var choices: [TokenChoice] = []
}

/// Decodes the answers to one prompt as one batch that shares the prompt's keys and values.
///
/// Same request, same weights: same answers, for any batch. Belongs to one worker.
public final class AnswerGenerator {
  private let bundle: ModelBundle
  private let threads: Int
  private var session: (any DecodingSession)?

  /// Tokens a session has room for, however long a context the model's file states.
  private static let longestTranscript = 16_384

  /// Prepares for one model; buffers are made at the first request and kept.
  public init(_ bundle: ModelBundle, threads: Int = 1) {
    self.bundle = bundle
    self.threads = threads
  }

  /// The state of one answer while it is written.
  private struct Row {
    var constraint: WorkflowConstraint?
    var sampler: Sampler
    /// The most tokens it may have.
    var room: Int
    var ids: [Int32] = []
    /// What the next token may be, under a constraint.
    var mask: TokenMask
    var choices: [TokenChoice]?
    var logProbability = 0.0
    var isFinished = false
    var isOpen: Bool { !isFinished && ids.count < room }
  }

  /// Samples every answer of `request`.
  ///
  /// - Parameters:
  ///   - request: What to sample.
  ///   - isStopped: Asked before each pass through the model; `true` gives back what there is.
  ///   - progress: Told the number of tokens written so far, all answers together.
  /// - Returns: One answer for each seed, in their order.
  /// - Throws: ``DecodingError`` when the prompt does not fit the model's context.
  public func answers(
    _ request: SamplingRequest, isStopped: () -> Bool = { false },
    progress: (Int) -> Void = { _ in }
  ) throws -> [SampledAnswer] {
    let input = bundle.encoder.modelInput(
      prompt: request.prompt, candidates: request.candidates,
      example: bundle.readsExamples ? request.example : nil)
    let session = try session(rows: request.seeds.count)
    try session.prefill(input)
    let room = max(0, min(session.maximumTokens - input.count, request.maximumTokens))
    let offer = request.isMasked ? offer(request) : nil
    var rows = try request.seeds.map { try row(seed: $0, room: room, request, offer) }
    var runs = [[Int32]](repeating: [], count: rows.count)
    var written = 0
    while !isStopped(), rows.contains(where: \.isOpen) {
      for index in rows.indices {
        runs[index].removeAll(keepingCapacity: true)
        guard rows[index].isOpen else { continue }
        write(&rows[index], session.logits(row: index), into: &runs[index])
        written += runs[index].count
        if !rows[index].isOpen { runs[index].removeAll(keepingCapacity: true) }
      }
      progress(written)
      if rows.contains(where: \.isOpen) { try session.advance(runs) }
    }
    return rows.map { answer($0, request) }
  }

  private func session(rows: Int) throws -> any DecodingSession {
    if let session, session.rows == rows { return session }
    let made = try bundle.model.makeSession(
      rows: rows,
      maximumTokens: min(bundle.model.configuration.contextLength, Self.longestTranscript),
      threads: threads)
    session = made
    return made
  }

  private func offer(_ request: SamplingRequest) -> NodeOffer {
    NodeOffer(
      candidates: request.candidates, leanings: request.leanings, catalog: bundle.catalog,
      identifiers: bundle.identifiers,
      vocabulary: bundle.vocabulary, supply: bundle.supply)
  }

  private func row(
    seed: UInt64, room: Int, _ request: SamplingRequest, _ offer: NodeOffer?
  ) throws -> Row {
    let parameters = SamplingParameters(
      temperature: request.temperature, topP: request.topP, seed: seed)
    var row = Row(
      constraint: offer.map { WorkflowConstraint(vocabulary: bundle.vocabulary, offer: $0) },
      sampler: try Sampler(parameters: parameters, vocabularySize: bundle.vocabulary.count),
      room: room, mask: TokenMask(capacity: bundle.vocabulary.count),
      choices: request.recordsChoices && offer != nil ? [] : nil)
    row.constraint?.allowedTokens(into: &row.mask, remainingTokens: room)
    return row
  }

  /// Writes the next token of an answer, and those behind it that the mask leaves no choice of.
  private func write(
    _ row: inout Row, _ logits: UnsafeMutableBufferPointer<Float>, into run: inout [Int32]
  ) {
    var shifts = row.constraint?.shifts(allowed: row.mask) ?? []
    for shift in shifts { logits[Int(shift.token)] += shift.amount }
    repeat {
      let choice = row.sampler.sample(
        logits: logits, allowed: row.constraint == nil ? nil : row.mask,
        isLikeliest: row.choices == nil && row.constraint?.isAtValue == true)
      row.choices?.append(TokenChoice(mask: row.mask, shifts: shifts))
      shifts = []
      row.ids.append(choice.token)
      run.append(choice.token)
      row.logProbability += Double(choice.logProbability)
      row.isFinished = choice.token == bundle.encoder.id(of: .end)
      row.constraint?.accept(token: choice.token)
      row.constraint?.allowedTokens(into: &row.mask, remainingTokens: row.room - row.ids.count)
    } while row.isOpen && row.constraint != nil && row.mask.single != nil
  }

  private func answer(_ row: Row, _ request: SamplingRequest) -> SampledAnswer {
    SampledAnswer(
      text: bundle.encoder.text(of: row.ids), tokens: row.ids.count,
      meanLogProbability: row.logProbability / Double(max(row.ids.count, 1)),
      isComplete: row.isFinished, ids: request.recordsChoices ? row.ids : [],
      choices: row.choices ?? [])
  }
}
