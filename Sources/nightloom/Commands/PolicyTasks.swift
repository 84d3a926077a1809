import Generation
import KnowledgeBase
import Sampling
import Training
import Transformer
import WorkflowCode
import WorkflowGraph

/// What a reinforcement learning run asks: known wishes, and which nodes are offered for each.
struct PolicyTasks {
  /// Where the nodes offered come from.
  enum Candidates: String, CaseIterable {
    /// From the sample; nothing leans the selection, as in the paper.
    case given
    /// Gold and random nodes by the paper's rule; what is known of company leans the selection.
    case paper
    /// As for a user: found for the wish, which leans the selection; gold nodes may be missing.
    case retrieved
    /// The paper's for every other prompt of a step, found ones for the rest.
    case mixed
  }

  /// A wish with the workflow its answers are measured by.
  struct Task {
    var sample: Transcript
    var gold: Workflow
    /// The family of the workflow, which nothing offered may come from; `nil` for given candidates.
    var family: String?
  }

  /// All wishes.
  let tasks: [Task]
  private let candidates: Candidates
  private let choice: CandidateChoice?
  private let identifiers: ClassIdentifiers
  private let seed: UInt64

  /// Reads the samples that fit the model's context with a whole answer and whose code is a
  /// workflow; nodes can be offered anew only for samples of known workflows.
  init(_ arguments: Arguments, _ bundle: ModelBundle, maximumTokens: Int) throws {
    let text = arguments.text("candidates") ?? Candidates.given.rawValue
    guard let candidates = Candidates(rawValue: text) else {
      throw UsageError(
        message: "--candidates wants given, paper, retrieved or mixed, not '\(text)'")
    }
    self.candidates = candidates
    identifiers = bundle.identifiers
    seed = UInt64(try arguments.int("seed", 1, atLeast: 0))
    var families: [String: String] = [:]
    if candidates == .given {
      choice = nil
    } else {
      let retriever = try Installation(arguments).retriever(
        bundle.catalog, in: arguments.text("knowledge-base"))
      for entry in retriever.workflows.entries { families[entry.id] = entry.family }
      choice = CandidateChoice(retriever)
    }
    let path = try arguments.required("samples")
    let lowering = Lowering(identifiers)
    let room = bundle.model.configuration.contextLength - maximumTokens
    var tasks: [Task] = []
    var left = 0
    for (id, sample) in try Samples.readNamed(path) {
      let input = bundle.encoder.modelInput(
        prompt: sample.prompt, candidates: sample.candidates, example: sample.example)
      let response = bundle.encoder.response(sample.response)
      guard input.count < room, response.count <= maximumTokens,
        candidates == .given || families[id] != nil,
        let gold = lowering.read(sample.response.code).workflow
      else {
        left += 1
        continue
      }
      tasks.append(Task(sample: sample, gold: gold, family: families[id]))
    }
    guard !tasks.isEmpty else {
      throw CommandFailure(
        .dataError,
        "\(path) holds no sample that fits the model's context"
          + (candidates == .given ? "" : " and is of a known workflow"))
    }
    Console.note("\(path): \(left) samples too long or without a known workflow left out")
    self.tasks = tasks
  }

  /// Tells the tasks of one run from those of another.
  var digest: UInt64 {
    GRPOSettings.digest(of: tasks.map { Self.given($0.sample) })
  }

  /// How nodes are offered, as it decides the numbers of a run; nothing for given ones.
  var spelling: String { candidates == .given ? "" : " \(candidates.rawValue) candidates" }

  /// What is shown in a step.
  ///
  /// - Parameters:
  ///   - step: The number of the step.
  ///   - places: Places of tasks.
  /// - Returns: One prompt for each place.
  func prompts(step: Int, _ places: [Int]) -> [PolicyPrompt] {
    places.enumerated().map { number, place in
      var random = SeededGenerator(
        seed: (seed &* 1_000_003 &+ UInt64(step)) &* 1_000_003 &+ UInt64(place))
      return prompt(tasks[place], isFound: number % 2 == 1, using: &random)
    }
  }

  /// What the samples of a step answer: to what is shown, where it offers all that they select, or
  /// else to what the sample itself was shown.
  func examples(step: Int, _ places: [Int], _ encoder: TranscriptEncoder) -> [TrainingExample] {
    zip(places, prompts(step: step, places)).map { place, shown in
      let sample = tasks[place].sample
      let offersAll = Set(sample.response.selectedNodes).isSubset(of: shown.candidates)
      let prompt = offersAll ? shown : Self.given(sample)
      let input = encoder.modelInput(
        prompt: prompt.wish, candidates: prompt.candidates, example: prompt.example)
      return TrainingExample(
        tokens: input + encoder.response(sample.response), responseStart: input.count)
    }
  }

  private func prompt(
    _ task: Task, isFound: Bool, using random: inout SeededGenerator
  ) -> PolicyPrompt {
    guard let choice, let family = task.family else { return Self.given(task.sample) }
    let offer: ModelOffer
    if candidates == .retrieved || candidates == .mixed && isFound {
      offer = choice.offer(
        for: task.sample.prompt, limit: RetryPolicy.candidates(attempt: 1), excluding: [family],
        using: &random)
    } else {
      let shown = CandidateNodes.training(
        gold: task.gold.nodes.map(\.classType),
        pool: identifiers.catalog.definitions.map(\.classType), using: &random)
      offer = choice.offer(
        for: task.sample.prompt, candidates: shown.classTypes, excluding: [family])
    }
    return PolicyPrompt(
      wish: offer.wish, candidates: offer.candidates, leanings: offer.leanings,
      example: offer.exampleCode(identifiers))
  }

  private static func given(_ sample: Transcript) -> PolicyPrompt {
    PolicyPrompt(wish: sample.prompt, candidates: sample.candidates, example: sample.example)
  }
}
