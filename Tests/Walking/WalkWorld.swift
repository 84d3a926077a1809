import Generation
import KnowledgeBase
public import Tokenization
public import Validation
import WorkflowCode
public import WorkflowGraph

/// One catalog with all that a walk through the mask needs.
public struct WalkWorld: Sendable {
  /// What it is called in reports.
  public let name: String
  /// The definitions that the mask and the validator follow.
  public let catalog: NodeCatalog
  let encoder: TranscriptEncoder
  let vocabulary: ConstraintVocabulary
  let identifiers: ClassIdentifiers
  let completion: AnswerCompletion
  let lowering: Lowering
  let supply: SupplyIndex
  let classTypes: [String]

  /// Prepares a catalog.
  ///
  /// - Throws: ``TokenizerError/missingControlToken(_:)`` when the vocabulary lacks a tag.
  public init(
    name: String, catalog: NodeCatalog, tokenizer: BytePairTokenizer, hooks: HookTable = .empty
  ) throws {
    self.name = name
    self.catalog = catalog
    encoder = try TranscriptEncoder(tokenizer: tokenizer, catalog: catalog)
    vocabulary = ConstraintVocabulary(encoder)
    identifiers = ClassIdentifiers(catalog)
    completion = AnswerCompletion(validator: PromptValidator(catalog: catalog, hooks: hooks))
    lowering = Lowering(identifiers)
    supply = SupplyIndex(catalog, hooks: hooks)
    classTypes = catalog.definitions.map(\.classType)
  }

  /// The mask over candidates.
  func constraint(_ candidates: [String]) -> WorkflowConstraint {
    WorkflowConstraint(
      vocabulary: vocabulary, catalog: catalog, identifiers: identifiers, candidates: candidates,
      supply: supply)
  }
}
