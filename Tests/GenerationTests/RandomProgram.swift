import Generation
import Sampling
import TestSupport
import Tokenization
import WorkflowCode

/// A response of a model that knows nothing: every allowed token is equally likely.
enum RandomProgram {
  private static let vocabulary = ConstraintVocabulary(TinyModel.encoder)
  private static let identifiers = ClassIdentifiers(TinyModel.catalog)

  /// Starts a response over the core catalog.
  static func constraint(candidates: [String]) -> WorkflowConstraint {
    WorkflowConstraint(
      vocabulary: vocabulary, catalog: TinyModel.catalog, identifiers: identifiers,
      candidates: candidates)
  }

  /// Walks through the mask until the response ends or `budget` tokens are written.
  static func walk(
    candidates: [String], budget: Int, using random: inout TestGenerator
  ) -> (text: String, ids: [Int32], isFinished: Bool) {
    var constraint = constraint(candidates: candidates)
    var mask = TokenMask(capacity: TinyModel.encoder.tokenizer.vocabulary.count)
    var ids: [Int32] = []
    while !constraint.isFinished, ids.count < budget {
      constraint.allowedTokens(into: &mask, remainingTokens: budget - ids.count)
      guard let token = mask.tokens.randomElement(using: &random) else { break }
      ids.append(token)
      constraint.accept(token: token)
    }
    return (TinyModel.encoder.text(of: ids), ids, constraint.isFinished)
  }

  /// The first token of `ids` that the mask forbids, as its place, or `nil`.
  static func firstForbidden(_ ids: [Int32], candidates: [String]) -> Int? {
    firstForbidden(
      ids, in: constraint(candidates: candidates),
      vocabularySize: TinyModel.encoder.tokenizer.vocabulary.count)
  }

  /// The first token of `ids` that `start` forbids, as its place, or `nil`.
  static func firstForbidden(
    _ ids: [Int32], in start: WorkflowConstraint, vocabularySize: Int
  ) -> Int? {
    var constraint = start
    var mask = TokenMask(capacity: vocabularySize)
    for (place, token) in ids.enumerated() {
      constraint.allowedTokens(into: &mask, remainingTokens: 4_000 - place)
      guard mask.contains(token) else { return place }
      constraint.accept(token: token)
    }
    return nil
  }
}
