import JSON
import Validation
import WorkflowCode
public import WorkflowGraph

/// A kind of input that comes from outside, with the parsers that read it.
public enum FuzzTarget: String, CaseIterable, Sendable {
  /// Any JSON text.
  case json
  /// A workflow in UI or API format.
  case workflow
  /// A PNG picture with a workflow inside.
  case png
  /// An SVG picture with a workflow inside.
  case svg
  /// The code form.
  case code
  /// An answer of `/object_info`.
  case objectInfo
  /// A file of the node catalog.
  case catalog
  /// A model in a GGUF file, with its tokenizer.
  case model

  /// Whether the inputs are JSON texts, so that they can be damaged as values too.
  var isJSON: Bool { self == .json || self == .workflow || self == .objectInfo }

  /// Whether the inputs are numbers and lengths rather than text.
  var isBinary: Bool { self == .model }
}

/// The parsers under test with the definitions they need.
public struct FuzzParsers: Sendable {
  private let validator: PromptValidator
  private let lowering: Lowering
  private let models: ModelUse

  /// Prepares the parsers for a catalog.
  public init(catalog: NodeCatalog) {
    validator = PromptValidator(catalog: catalog)
    lowering = Lowering(ClassIdentifiers(catalog))
    let few = catalog.definitions.filter { FuzzSeeds.defined.contains($0.classType) }
    models = ModelUse(catalog: NodeCatalog(few))
  }

  /// Reads an input the way the product does, as far as it goes.
  ///
  /// - Parameters:
  ///   - bytes: The input.
  ///   - target: What it is taken for.
  /// - Returns: Whether the input was good; a refusal is as fine as a result.
  /// - Throws: ``FuzzFailure`` when a promise is broken, such as text that changes when read back.
  public func read(_ bytes: [UInt8], as target: FuzzTarget) throws -> Bool {
    switch target {
    case .json: return try readJSON(bytes)
    case .workflow:
      guard let json = try? JSONValue.parse(bytes, readsNonFinite: true) else { return false }
      return readWorkflow(json)
    case .png, .svg:
      guard let json = try? EmbeddedFormat.read(bytes).preferred else { return false }
      return readWorkflow(json)
    case .code: return readCode(bytes)
    case .objectInfo:
      guard let json = try? JSONValue.parse(bytes) else { return false }
      return readDefinitions(json)
    case .catalog: return (try? CatalogFormat.read(bytes)) != nil
    case .model: return try models.succeeds(bytes)
    }
  }

  private func readJSON(_ bytes: [UInt8]) throws -> Bool {
    guard let json = try? JSONValue.parse(bytes) else { return false }
    let written = json.bytes()
    guard let again = try? JSONValue.parse(written), again.bytes() == written else {
      throw FuzzFailure(reason: "JSON changes when it is written and read again")
    }
    return true
  }

  private func readWorkflow(_ json: JSONValue) -> Bool {
    _ = validator.validate(json)
    let workflow: Workflow?
    if WorkflowFormat.recognise(json) == .ui {
      workflow = try? UIFormat.read(json, catalog: validator.catalog).workflow
    } else {
      workflow = try? APIFormat.read(json)
    }
    guard let workflow else { return false }
    _ = validator.validate(workflow)
    return true
  }

  private func readCode(_ bytes: [UInt8]) -> Bool {
    let (workflow, diagnostics) = lowering.read(String(decoding: bytes, as: UTF8.self))
    for diagnostic in diagnostics { _ = diagnostic.description }
    guard let workflow else { return false }
    _ = validator.validate(workflow)
    return true
  }

  private func readDefinitions(_ json: JSONValue) -> Bool {
    let catalog = ObjectInfoFormat.read(json)
    _ = CatalogFormat.write(catalog)
    return !catalog.definitions.isEmpty
  }
}

/// A promise that an input broke.
public struct FuzzFailure: Error, CustomStringConvertible {
  /// What was broken.
  public let reason: String

  /// The reason.
  public var description: String { reason }
}
