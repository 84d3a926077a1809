/// What stops a training run.
public enum TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There is nothing to learn from.
  case noExamples
  /// An example whose response is empty.
  case noResponse(example: Int, tokens: Int, responseStart: Int)
  /// An example longer than the model's context.
  case exampleTooLong(example: Int, tokens: Int, limit: Int)
  /// A token the model does not have.
  case unknownToken(example: Int, token: Int, vocabulary: Int)
  /// Masks that do not fit the response.
  case badChoices(example: Int)
  /// A reference model of another shape.
  case otherReference
  /// A tensor name the configuration does not have.
  case unknownTensor(String)
  /// A model of a kind the backward pass does not have.
  case untrainable(String)
  /// A tensor of another size.
  case tensorSize(name: String, expected: Int, found: Int)
  /// Loss or gradient became infinite or not a number.
  case diverged(step: Int)
  /// Bytes that are no snapshot.
  case notASnapshot
  /// A snapshot of a layout this build does not read.
  case snapshotVersion(found: Int, readable: Int)
  /// A snapshot that ends too early or goes on too long.
  case snapshotSize(expected: Int, found: Int)
  /// A snapshot whose bytes changed.
  case snapshotChecksum
  /// A snapshot with an impossible header.
  case snapshotHeader(String)
  /// A snapshot of a run with another model, other settings or other examples.
  case snapshotOfOtherRun(String)

  /// One sentence: what is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .noExamples: "there are no training examples; add at least one"
    case .noResponse(let example, let tokens, let start):
      "example \(example) has \(tokens) tokens and a response starting at \(start), which leaves "
        + "nothing to learn; drop it"
    case .exampleTooLong(let example, let tokens, let limit):
      "example \(example) has \(tokens) input tokens, the model's context holds \(limit); drop it "
        + "or make the context longer"
    case .unknownToken(let example, let token, let vocabulary):
      "example \(example) holds token \(token), outside the vocabulary of \(vocabulary); encode "
        + "it with the model's own tokenizer"
    case .untrainable(let what):
      "this model cannot be trained here, because \(what); begin with a plain llama model"
    case .badChoices(let example):
      "example \(example) needs one choice for each response token, which that token is one of and "
        + "which shifts only tokens of the vocabulary"
    case .otherReference:
      "the reference model has another shape than the policy; name the model the policy began as"
    case .unknownTensor(let name): "the model has no tensor named '\(name)'"
    case .tensorSize(let name, let expected, let found):
      "tensor '\(name)' needs \(expected) values, found \(found)"
    case .diverged(let step):
      "loss or gradient is not finite at step \(step); lower the learning rate and resume from the "
        + "last snapshot"
    default: snapshotSentence
    }
  }

  private var snapshotSentence: String {
    switch self {
    case .snapshotVersion(let found, let readable):
      "the snapshot has layout version \(found), this build reads version \(readable)"
    case .snapshotSize(let expected, let found):
      "the snapshot should have \(expected) bytes and has \(found); it is cut off or was appended to"
    case .snapshotChecksum:
      "the snapshot's checksum does not match its bytes; it is damaged, use an older one"
    case .snapshotHeader(let field): "the snapshot's header is impossible: \(field)"
    case .snapshotOfOtherRun(let difference):
      "the snapshot belongs to another run: \(difference)"
    default: "this is not a nightloom training snapshot"
    }
  }
}
