import OperatingSystem
public import Tokenization
public import Transformer
public import Validation
public import WorkflowCode
public import WorkflowGraph

/// A model with everything that decoding needs beside it; immutable, shared by all workers.
public struct ModelBundle: Sendable {
  /// The weights.
  public let model: any LanguageModel
  /// Writes model inputs and reads responses.
  public let encoder: TranscriptEncoder
  /// The tokens prepared for masks.
  public let vocabulary: ConstraintVocabulary
  /// The spelling of class types in code.
  public let identifiers: ClassIdentifiers
  /// What candidates lack for a whole workflow.
  public let supply: SupplyIndex
  /// The node definitions.
  public var catalog: NodeCatalog { identifiers.catalog }

  /// Joins a model and its tokenizer; `hooks` keeps answers clear of the classes' own checks.
  ///
  /// - Throws: ``TokenizerError/missingControlToken(_:)`` for a model of another format.
  public init(
    model: any LanguageModel, tokenizer: BytePairTokenizer, catalog: NodeCatalog,
    hooks: HookTable = .empty
  ) throws(TokenizerError) {
    self.model = model
    encoder = try TranscriptEncoder(tokenizer: tokenizer, catalog: catalog)
    vocabulary = ConstraintVocabulary(encoder)
    identifiers = ClassIdentifiers(catalog)
    supply = SupplyIndex(catalog, hooks: hooks)
  }

  /// Opens a GGUF file; its pages are mapped, not copied.
  ///
  /// - Throws: ``SystemCallError``, ``GGUFError`` or ``TokenizerError``, each saying what is wrong
  ///   with the file.
  public static func open(
    _ path: String, catalog: NodeCatalog, hooks: HookTable = .empty
  ) throws -> ModelBundle {
    let file = try MappedFile(path)
    let reader = try GGUFReader(GGUFBytes(region: file.bytes, owner: file))
    let weights = try ModelWeights(reader)
    let tokenizer = try BytePairTokenizer(TokenizerMetadata.state(reader))
    return try ModelBundle(
      model: weights.model(), tokenizer: tokenizer, catalog: catalog, hooks: hooks)
  }
}
