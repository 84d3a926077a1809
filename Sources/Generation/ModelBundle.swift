import OperatingSystem
public import Tokenization
public import Transformer
public import Validation
public import WorkflowCode
public import WorkflowGraph

/// A model with everything that decoding needs beside it; immutable, shared by all workers.
public struct ModelBundle: Sendable {
  /// The weights.
  public private(set) var model: any LanguageModel
  /// Writes model inputs and reads responses.
  public let encoder: TranscriptEncoder
  /// The tokens prepared for masks.
  public let vocabulary: ConstraintVocabulary
  /// The spelling of class types in code.
  public let identifiers: ClassIdentifiers
  /// What candidates lack for a whole workflow.
  public let supply: SupplyIndex
  /// Whether the model was taught with examples; one that was not is shown none.
  public let readsExamples: Bool
  /// The node definitions.
  public var catalog: NodeCatalog { identifiers.catalog }

  /// The name under which a model file says that the model was taught with examples.
  public static let readsExamplesKey = "nightloom.reads_examples"

  /// Joins a model and its tokenizer; `hooks` keeps answers clear of the classes' own checks.
  ///
  /// - Throws: ``TokenizerError/missingControlToken(_:)`` for a model of another format.
  public init(
    model: any LanguageModel, tokenizer: BytePairTokenizer, catalog: NodeCatalog,
    hooks: HookTable = .empty, readsExamples: Bool = true
  ) throws(TokenizerError) {
    self.model = model
    self.readsExamples = readsExamples
    encoder = try TranscriptEncoder(tokenizer: tokenizer, catalog: catalog)
    vocabulary = ConstraintVocabulary(encoder)
    identifiers = ClassIdentifiers(catalog)
    supply = SupplyIndex(catalog, hooks: hooks)
  }

  /// The same bundle around other weights of the same vocabulary.
  public func replacingModel(_ model: any LanguageModel) -> ModelBundle {
    precondition(
      model.configuration.vocabularySize == self.model.configuration.vocabularySize,
      "the model has another vocabulary")
    var bundle = self
    bundle.model = model
    return bundle
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
    let readsExamples =
      reader[readsExamplesKey] == nil ? false : try reader.bool(readsExamplesKey)
    return try ModelBundle(
      model: weights.model(), tokenizer: tokenizer, catalog: catalog, hooks: hooks,
      readsExamples: readsExamples)
  }
}
