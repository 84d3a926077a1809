import Generation
import Sampling
import TestSupport
import Testing
import Tokenization
import Validation
import WorkflowCode
import WorkflowGraph

@Suite struct WorkflowConstraintLawTests {
  private let vocabulary = ConstraintVocabulary(TinyModel.encoder)
  private let identifiers = ClassIdentifiers(TinyModel.catalog)

  /// One response of a model that knows nothing: every allowed token is equally likely.
  private func walk(
    candidates: [String], budget: Int, using random: inout TestGenerator
  ) -> (text: String, tokens: Int, isFinished: Bool) {
    var constraint = WorkflowConstraint(
      vocabulary: vocabulary, catalog: TinyModel.catalog, identifiers: identifiers,
      candidates: candidates)
    var mask = TokenMask(capacity: TinyModel.encoder.tokenizer.vocabulary.count)
    var ids: [Int32] = []
    while !constraint.isFinished, ids.count < budget {
      constraint.allowedTokens(into: &mask, remainingTokens: budget - ids.count)
      guard let token = mask.tokens.randomElement(using: &random) else { break }
      ids.append(token)
      constraint.accept(token: token)
    }
    return (TinyModel.encoder.text(of: ids), ids.count, constraint.isFinished)
  }

  @Test func `A model that knows nothing still writes programs that parse and link by type`()
    throws
  {
    let types = TinyModel.catalog.definitions.map(\.classType)
    let validator = PromptValidator(catalog: TinyModel.catalog)
    try forAll(count: 60) { random in
      let candidates = (0..<6).compactMap { _ in types.randomElement(using: &random) }
      return (["CheckpointLoaderSimple", "SaveImage", "VAEDecode"] + candidates, random)
    } law: { candidates, start in
      var random = start
      let answer = walk(candidates: candidates, budget: 1_500, using: &random)
      guard answer.isFinished else { throw Broken("no end: \(answer.text.suffix(300))") }
      let parts = TranscriptParser.parts(of: answer.text, isKnown: TinyModel.catalog.contains)
      guard let response = parts.response else { throw Broken("no parts: \(answer.text)") }
      let lowered = Lowering(identifiers).read(response.code)
      guard let workflow = lowered.workflow else {
        throw Broken("\(lowered.diagnostics): \(response.code)")
      }
      let mismatches = validator.validate(workflow).issues.filter {
        $0.kind == .returnTypeMismatch || $0.kind == .dependencyCycle || $0.kind == .badLinkedInput
      }
      guard mismatches.isEmpty else { throw Broken("\(mismatches): \(response.code)") }
    }
  }

  private struct Broken: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
  }
}
