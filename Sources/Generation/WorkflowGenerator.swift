import JSON
public import KnowledgeBase
public import Ranking
import Sampling
public import Validation
import WorkflowCode
public import WorkflowGraph

/// What all workers share: model, knowledge and rules; immutable.
public struct GenerationEngine: Sendable {
  /// The model.
  public let bundle: ModelBundle
  /// What is known of nodes and workflows.
  public let retriever: NodeRetriever
  /// Chooses what the model is shown beside a wish.
  public let choice: CandidateChoice
  /// ComfyUI's rules and ours.
  public let validator: PromptValidator

  /// Which files people load where.
  public let habits: FileHabits
  /// What the user's server has; `nil` when nobody asked.
  public let server: ServerKnowledge?
  /// What answers may not make ComfyUI do.
  public let policy: WorkflowPolicy

  /// Gathers the parts; `hooks` is the content of `hooks.json`.
  public init(
    bundle: ModelBundle, retriever: NodeRetriever, hooks: HookTable,
    habits: FileHabits = FileHabits(), server: ServerKnowledge? = nil,
    policy: WorkflowPolicy = WorkflowPolicy()
  ) {
    self.policy = policy
    self.bundle = bundle
    self.retriever = retriever
    choice = CandidateChoice(retriever, policy: policy)
    self.habits = habits
    self.server = server
    validator = PromptValidator(catalog: bundle.catalog, hooks: hooks)
  }
}

/// One answer with everything that was found out about it.
public struct Answer: Sendable {
  /// Unique among the answers to the prompt, from 1, over all rounds.
  public var number: Int
  /// The round it was sampled in.
  public var attempt: Int
  /// The seed it was sampled with.
  public var seed: UInt64
  /// The response as the model wrote it.
  public var text: String
  /// Tokens written.
  public var tokens: Int
  /// The complete workflow, repaired where it had to be.
  public var workflow: Workflow?
  /// What was changed in what the model wrote.
  public var repairs: [String]
  /// The form ranking works on.
  public var ranking: AnswerForRanking
}

/// Everything one prompt gave.
public struct GenerationResult: Sendable {
  /// All answers by number.
  public var answers: [Answer] = []
  /// The answers in order.
  public var ranked = RankedAnswers.none
  /// What each round did, one sentence a round.
  public var rounds: [String] = []
  /// The class types offered in the last round.
  public var candidates: [String] = []
  /// Tokens written, all answers together.
  public var tokens = 0

  /// The best answer that passed every gate.
  public var best: Answer? {
    ranked.best.flatMap { first in answers.first { $0.number == first.answer.number } }
  }
}

/// Turns one prompt into ranked workflows; belongs to one worker.
public final class WorkflowGenerator {
  private let engine: GenerationEngine
  private let generator: AnswerGenerator
  private let completion: AnswerCompletion
  private let lowering: Lowering

  /// Prepares a worker.
  public init(_ engine: GenerationEngine, threads: Int = 1) {
    self.engine = engine
    generator = AnswerGenerator(engine.bundle, threads: threads)
    completion = AnswerCompletion(
      validator: engine.validator, producers: engine.retriever.producers, habits: engine.habits)
    lowering = Lowering(engine.bundle.identifiers)
  }

  /// Samples, checks and ranks answers, round after round, until one is good enough.
  ///
  /// - Parameters:
  ///   - request: The wish and its settings.
  ///   - families: Families of workflows that must not be used, in measuring.
  ///   - isStopped: Asked at every token; `true` ends with what there is.
  ///   - progress: Told the round and the tokens written in it.
  /// - Returns: All answers, ranked.
  /// - Throws: `DecodingError` when the wish does not fit the model's context.
  public func run(
    _ request: GenerationRequest, excluding families: Set<String> = [],
    isStopped: () -> Bool = { false },
    progress: (_ attempt: Int, _ tokens: Int) -> Void = { _, _ in }
  ) throws -> GenerationResult {
    var result = GenerationResult()
    let concepts = concepts(of: request)
    let ranking = ranking(for: request)
    for round in 1...max(request.attempts, 1) {
      try sample(round, request, families, into: &result, isStopped) { progress(round, $0) }
      result.ranked = ranking.rank(
        result.answers.map(\.ranking), requested: request.answers, concepts: concepts)
      guard let reason = result.ranked.retryReason, !isStopped() else { break }
      if round < request.attempts { result.rounds.append("Retry: \(reason)") }
    }
    return result
  }

  /// Judges and ranks answers that were sampled elsewhere, as one round.
  ///
  /// - Parameters:
  ///   - sampled: The answers, numbered from 1.
  ///   - offer: What the model was shown.
  ///   - request: The wish and its settings.
  ///   - weights: How much the parts of the score count, one ranking for each.
  /// - Returns: The answers in order, for each of the weights.
  public func rank(
    _ sampled: [SampledAnswer], offer: ModelOffer, for request: GenerationRequest,
    by weights: [ScoreWeights]
  ) -> [RankedAnswers] {
    let answers = sampled.enumerated().map { index, one in
      answer(one, number: index + 1, attempt: 1, seed: 0, offer: offer, request).ranking
    }
    let concepts = concepts(of: request)
    return weights.map { weights in
      AnswerRanking(
        catalog: engine.bundle.catalog, policy: engine.policy, weights: weights,
        retryBelow: request.retryBelow
      ).rank(answers, requested: request.answers, concepts: concepts)
    }
  }

  private func ranking(for request: GenerationRequest) -> AnswerRanking {
    AnswerRanking(
      catalog: engine.bundle.catalog, policy: engine.policy, retryBelow: request.retryBelow)
  }

  private func concepts(of request: GenerationRequest) -> [Concept] {
    ConceptLexicon.standard.concepts(in: engine.retriever.reading(of: request.prompt))
  }

  private func sample(
    _ round: Int, _ request: GenerationRequest, _ families: Set<String>,
    into result: inout GenerationResult, _ isStopped: () -> Bool, _ progress: (Int) -> Void
  ) throws {
    let attempt = request.firstAttempt + round - 1
    let seeds = (1...max(request.answers, 1)).map {
      SeedDerivation.answer(key: request.key, attempt: attempt, answer: $0)
    }
    var random = SeededGenerator(
      seed: SeedDerivation.answer(key: request.key, attempt: attempt, answer: 0))
    let offer = engine.choice.offer(
      for: request.prompt, limit: RetryPolicy.candidates(attempt: round), excluding: families,
      using: &random)
    let candidates = offer.candidates
    let temperature = request.temperature(round: round)
    let sampled = try generator.answers(
      SamplingRequest(
        prompt: offer.wish, candidates: candidates, leanings: offer.leanings,
        example: offer.exampleCode(engine.bundle.identifiers), seeds: seeds,
        temperature: temperature, topP: request.topP, maximumTokens: request.maximumTokens),
      isStopped: isStopped, progress: progress)
    result.candidates = candidates
    result.rounds.append(
      "Round \(attempt): \(sampled.count) answers at temperature \(temperature) from"
        + " \(candidates.count) candidate nodes.")
    for (index, one) in sampled.enumerated() {
      result.tokens += one.tokens
      result.answers.append(
        answer(
          one, number: result.answers.count + 1, attempt: attempt, seed: seeds[index],
          offer: offer, request))
    }
  }

  private func answer(
    _ sampled: SampledAnswer, number: Int, attempt: Int, seed: UInt64, offer: ModelOffer,
    _ request: GenerationRequest
  ) -> Answer {
    let catalog = engine.bundle.catalog
    let parts = TranscriptParser.parts(of: sampled.text, isKnown: catalog.contains)
    var ranking = AnswerForRanking(
      number: number, selectedNodes: parts.selectedNodes, candidates: Set(offer.candidates),
      meanLogProbability: sampled.meanLogProbability, familiarity: offer.familiarity)
    var answer = Answer(
      number: number, attempt: attempt, seed: seed, text: sampled.text, tokens: sampled.tokens,
      workflow: nil, repairs: [], ranking: ranking)
    guard let response = parts.response else {
      ranking.formatProblem =
        sampled.isComplete
        ? "The three parts of the response are not all there."
        : "The response did not end within its tokens."
      answer.ranking = ranking
      return answer
    }
    let lowered = lowering.read(response.code)
    ranking.codeProblem = lowered.diagnostics.first { $0.isError }?.description
    if let workflow = lowered.workflow { finish(workflow, &answer, &ranking, request) }
    answer.ranking = ranking
    return answer
  }

  /// Repairs, completes and validates what the code says.
  private func finish(
    _ workflow: Workflow, _ answer: inout Answer, _ ranking: inout AnswerForRanking,
    _ request: GenerationRequest
  ) {
    let ended = IdleEndings.dropped(from: workflow, engine.bundle.catalog)
    let completed = completion.complete(
      ended.workflow, words: PromptWords(prompt: request.prompt, negative: request.negative),
      seed: request.workflowSeed ?? SeedDerivation.workflow(key: request.key))
    answer.workflow = completed.workflow
    answer.repairs =
      ended.repairs + completed.repairs + alignSelection(with: completed.workflow, &ranking)
    ranking.workflow = completed.workflow
    ranking.verdict = completed.verdict
    ranking.repairs = answer.repairs.count
    ranking.warnings = completed.verdict.stricter.count { $0.level == .warning }
  }

  /// Makes the selected nodes those that are used, after repair; each change is a repair too.
  private func alignSelection(
    with workflow: Workflow, _ ranking: inout AnswerForRanking
  ) -> [String] {
    let used = Set(workflow.nodes.map(\.classType))
    let selected = ranking.selectedNodes ?? []
    let idle = selected.filter { !used.contains($0) }
    let added = used.subtracting(selected).sorted()
    ranking.selectedNodes = selected.filter(used.contains) + added
    ranking.candidates.formUnion(added)
    return idle.map { "\($0) was selected but not used" }
      + added.map { "\($0) was used without being selected" }
  }
}
