public import Generation
import Kernels
public import KnowledgeBase
import Sampling
import Transformer

/// What is shown for one prompt of a reinforcement learning run.
public struct PolicyPrompt: Equatable, Sendable {
  /// The wish.
  public var wish: String
  /// The class types offered, in the order shown.
  public var candidates: [String]
  /// What is known of each candidate before the model reads; empty when nothing is.
  public var leanings: [Leaning]
  /// The code of the example, or `nil`.
  public var example: String?

  /// Gathers the parts.
  public init(
    wish: String, candidates: [String], leanings: [Leaning] = [], example: String? = nil
  ) {
    self.wish = wish
    self.candidates = candidates
    self.leanings = leanings
    self.example = example
  }
}

/// An answer that the policy gave, with what it earned.
public struct PolicyAnswer: Equatable, Sendable {
  /// Prompt and answer, with what each token was drawn from.
  public var example: TrainingExample
  /// Its reward.
  public var reward: Double
  /// Names what forbade the answer; `nil` when nothing did.
  public var veto: String?

  /// Joins an answer and its reward.
  public init(example: TrainingExample, reward: Double, veto: String? = nil) {
    self.example = example
    self.reward = reward
    self.veto = veto
  }
}

/// Lets a policy answer prompts in groups, and has the answers rewarded.
///
/// An answer's seed depends on the run's seed, the step, the prompt and its number alone.
public struct PolicyRollout {
  /// Which prompts of a step something is done for.
  public enum Turns: String, CaseIterable, Sendable {
    /// All.
    case on
    /// None.
    case off
    /// Every other pair of prompts; pairs, because of two prompts side by side one may be offered
    /// nodes in another way.
    case mixed

    /// Whether it is done for the prompt in this place of a step.
    func holds(_ place: Int) -> Bool {
      switch self {
      case .on: true
      case .off: false
      case .mixed: place / 2 % 2 == 0
      }
    }
  }

  /// How answers are drawn; log probabilities are those at temperature 1 in any case.
  public struct Drawing: Equatable, Sendable {
    /// The temperature.
    public var temperature: Float
    /// The nucleus.
    public var topP: Float
    /// Which answers are held to the grammar; probabilities are then those among what it allows.
    public var masking: Turns
    /// Which of those are leaned by what is known of the candidates.
    public var leaning: Turns
    /// The longest answer, in tokens.
    public var maximumTokens: Int

    /// Describes how answers are drawn; the defaults are temperature and nucleus of PAPER.md.
    public init(
      temperature: Float = 1, topP: Float = 1, masking: Turns = .off, leaning: Turns = .on,
      maximumTokens: Int = 700
    ) {
      self.temperature = temperature
      self.topP = topP
      self.masking = masking
      self.leaning = leaning
      self.maximumTokens = maximumTokens
    }
  }

  /// What the answer `text` to the prompt in place `prompt` of a step earned, and what forbade it.
  public typealias Reward = (_ prompt: Int, _ text: String) -> (value: Double, veto: String?)

  private let bundle: ModelBundle
  private let drawing: Drawing
  private let groupSize: Int
  private let seed: UInt64
  private let lanes: Int

  /// Prepares; the model of `bundle` is replaced by the policy at each step.
  public init(_ bundle: ModelBundle, settings: GRPOSettings, drawing: Drawing) {
    self.bundle = bundle
    self.drawing = drawing
    groupSize = settings.groupSize
    seed = settings.update.seed
    lanes = settings.update.lanes
  }

  /// The groups of a step, one for each of `prompts`.
  ///
  /// The policy decodes in Q8_0, as a model file would.
  ///
  /// - Parameters:
  ///   - policy: The model in training.
  ///   - step: The number of the step.
  ///   - prompts: The prompts of the step.
  ///   - reward: Rewards an answer; called from several threads.
  /// - Returns: One group for each prompt.
  /// - Throws: `DecodingError` for a prompt that does not fit the model's context.
  public func groups(
    of policy: TrainableModel, step: Int, prompts: [PolicyPrompt], reward: Reward
  ) throws -> [[PolicyAnswer]] {
    let file = try ModelExport.gguf(policy, type: .q8_0)
    let weights = try ModelWeights(GGUFReader(GGUFBytes(file)))
    let current = bundle.replacingModel(weights.model())
    var results = [Result<[PolicyAnswer], any Error>?](repeating: nil, count: prompts.count)
    results.withUnsafeMutableBufferPointer { results in
      Parallel.perform(lanes) { lane in
        let generator = AnswerGenerator(current)
        for place in stride(from: lane, to: prompts.count, by: lanes) {
          results[place] = Result {
            try group(generator, step: step, place, prompts[place], reward)
          }
        }
      }
    }
    return try results.map { try $0?.get() ?? [] }
  }

  private func group(
    _ generator: AnswerGenerator, step: Int, _ place: Int, _ prompt: PolicyPrompt,
    _ reward: Reward
  ) throws -> [PolicyAnswer] {
    let first = (seed &* 1_000_003 &+ UInt64(step)) &* 1_000_003 &+ UInt64(place)
    let isMasked = drawing.masking.holds(place)
    var request = SamplingRequest(
      prompt: prompt.wish, candidates: prompt.candidates,
      leanings: drawing.leaning.holds(place) ? prompt.leanings : [], example: prompt.example,
      seeds: (0..<groupSize).map { first &* 1_000_003 &+ UInt64($0) },
      temperature: drawing.temperature, topP: drawing.topP, isMasked: isMasked,
      maximumTokens: drawing.maximumTokens)
    request.recordsChoices = true
    let input = bundle.encoder.modelInput(
      prompt: prompt.wish, candidates: prompt.candidates, example: prompt.example)
    return try generator.answers(request).map { answer in
      let earned = reward(place, answer.text)
      return PolicyAnswer(
        example: TrainingExample(
          tokens: input + answer.ids, responseStart: input.count,
          choices: isMasked ? answer.choices : nil),
        reward: earned.value, veto: earned.veto)
    }
  }
}
