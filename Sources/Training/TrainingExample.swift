import Kernels
public import Sampling

/// One sequence to learn from: a prompt and the response that follows it, or several responses,
/// each as if it alone followed.
public struct TrainingExample: Equatable, Sendable {
  /// The tokens of prompt and responses.
  public var tokens: [Int32]
  /// Where the response begins; the loss is that of predicting `tokens[responseStart...]`.
  public var responseStart: Int
  /// What each response token was chosen from, which is what probabilities are taken of; `nil`
  /// when all tokens could follow.
  public var choices: [TokenChoice]?
  /// Where further responses to the prompt begin, ascending.
  public private(set) var furtherStarts: [Int] = []

  /// Joins tokens, the place where the response begins, and what it was chosen from.
  public init(tokens: [Int32], responseStart: Int, choices: [TokenChoice]? = nil) {
    self.tokens = tokens
    self.responseStart = responseStart
    self.choices = choices
  }

  /// Adds a response of `other`, which has the same prompt, so that the prompt is computed once.
  public mutating func append(responseOf other: TrainingExample) {
    precondition(
      promptTokens == other.promptTokens
        && tokens[..<promptTokens] == other.tokens[..<promptTokens] && other.furtherStarts == []
        && (choices == nil) == (other.choices == nil), "responses to different prompts")
    furtherStarts.append(tokens.count)
    tokens += other.tokens[promptTokens...]
    if let more = other.choices { choices? += more }
  }

  /// The tokens before the first that is predicted, at least one.
  var promptTokens: Int { max(responseStart, 1) }
  /// T, the tokens that enter the model: all but the last of each response, only predicted.
  public var rows: Int { tokens.count - 1 - furtherStarts.count }
  /// The first row whose prediction counts.
  public var firstLossRow: Int { promptTokens - 1 }
  /// How many predictions count.
  public var responseTokens: Int { tokens.count - promptTokens }
  /// The responses as places in ``tokens``.
  public var responses: [Range<Int>] {
    zip([promptTokens] + furtherStarts, furtherStarts + [tokens.count]).map { $0..<$1 }
  }

  /// The rows of further responses branch from those of the prompt.
  var branches: Attention.Branches {
    Attention.Branches(
      trunk: furtherStarts.isEmpty ? 0 : promptTokens,
      starts: furtherStarts.enumerated().map { $1 - $0 - 1 })
  }

  /// A run of rows that stand at consecutive positions: their first row, its position, the places
  /// of their tokens.
  struct Run: Equatable {
    var row: Int
    var position: Int
    var tokens: Range<Int>
  }

  /// All rows.
  var runs: [Run] {
    var runs = [Run(row: 0, position: 0, tokens: 0..<(furtherStarts.first ?? tokens.count) - 1)]
    for (start, response) in zip(branches.starts, responses.dropFirst()) {
      let entering = response.lowerBound..<response.upperBound - 1
      runs.append(Run(row: start, position: promptTokens, tokens: entering))
    }
    return runs
  }

  /// The rows whose predictions count, in the order of what they predict: the first row of a run
  /// and how many.
  var predictions: [(row: Int, count: Int)] {
    var predictions = [(row: firstLossRow, count: responses[0].count)]
    for run in runs.dropFirst() {
      predictions.append((firstLossRow, 1))
      if !run.tokens.isEmpty { predictions.append((run.row, run.tokens.count)) }
    }
    return predictions
  }

  /// Checks that a model of `vocabulary` tokens and `context` positions can learn from this.
  ///
  /// - Throws: ``TrainingError`` naming the example by its position `index`.
  func check(index: Int, vocabulary: Int, context: Int) throws(TrainingError) {
    guard responseStart >= 0, tokens.count >= 2, responseTokens >= 1 else {
      throw .noResponse(example: index, tokens: tokens.count, responseStart: responseStart)
    }
    guard rows <= context else {
      throw .exampleTooLong(example: index, tokens: rows, limit: context)
    }
    if let choices {
      let response = tokens.suffix(responseTokens)
      guard choices.count == responseTokens,
        zip(choices, response).allSatisfy({ $0.mask.contains($1) }),
        choices.allSatisfy({ $0.mask.capacity == vocabulary }),
        choices.allSatisfy({ $0.shifts.allSatisfy { (0..<vocabulary).contains(Int($0.token)) } })
      else { throw .badChoices(example: index) }
    }
    for token in tokens where token < 0 || Int(token) >= vocabulary {
      throw .unknownToken(example: index, token: Int(token), vocabulary: vocabulary)
    }
  }
}
