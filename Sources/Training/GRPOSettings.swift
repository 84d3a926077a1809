/// Everything that decides the numbers of a reinforcement learning run, beside model and prompts.
public struct GRPOSettings: Equatable, Sendable {
  /// Schedule, AdamW, seed and lanes; its batch size is not used.
  public var update: SFTSettings
  /// The objective of an answer.
  public var objective: PolicyObjective
  /// The price of probability on what the mask forbids, of answers that were held to it: each
  /// token's semantic loss counts so much, in the mean over an answer.
  public var semanticPrice: Double
  /// The price of the loss of known answers, a mean over their tokens; 0 in the paper.
  ///
  /// It keeps what imitation taught and no reward asks for. Source: PPO-ptx, Ouyang et al., arXiv
  /// 2203.02155.
  public var imitationPrice: Double
  /// G, the answers to a prompt.
  public var groupSize: Int
  /// The prompts of a step.
  public var promptsPerStep: Int
  /// Updates that are made with the answers of one step.
  public var innerUpdates: Int
  /// What else decides the run, such as reward and temperature; part of the digest.
  public var further: String

  /// Describes a run; the defaults are the paper's, its batch of 64 read as answers.
  public init(
    update: SFTSettings, objective: PolicyObjective = PolicyObjective(),
    semanticPrice: Double = 0, imitationPrice: Double = 0, groupSize: Int = 4,
    promptsPerStep: Int = 16, innerUpdates: Int = 1, further: String = ""
  ) {
    self.update = update
    self.objective = objective
    self.semanticPrice = semanticPrice
    self.imitationPrice = imitationPrice
    self.groupSize = max(groupSize, 1)
    self.promptsPerStep = max(promptsPerStep, 1)
    self.innerUpdates = max(innerUpdates, 1)
    self.further = further
  }

  /// A number that tells lists of prompts apart.
  public static func digest(of prompts: [PolicyPrompt]) -> UInt64 {
    var hash = WordHash()
    for prompt in prompts {
      let texts = [prompt.wish] + prompt.candidates + [prompt.example ?? ""]
      for text in texts {
        hash.add(UInt64(text.utf8.count))
        Array(text.utf8).withUnsafeBytes { hash.add($0) }
      }
    }
    return hash.value
  }

  /// A number that two settings share only when they give the same run.
  public var digest: UInt64 {
    var hash = WordHash()
    hash.add(update.digest)
    for value in [
      objective.clipRange, objective.divergencePrice, semanticPrice, imitationPrice,
    ] {
      hash.add(value.bitPattern)
    }
    for value in [
      objective.unit == .token ? 0 : 1, groupSize, promptsPerStep, innerUpdates,
    ] { hash.add(UInt64(value)) }
    Array(further.utf8).withUnsafeBytes { hash.add($0) }
    return hash.value
  }
}
