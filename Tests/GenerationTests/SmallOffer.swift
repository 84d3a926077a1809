import KnowledgeBase
import Sampling
import Testing
import Tokenization
import Validation
import WorkflowCode
import WorkflowGraph

@testable import Generation

/// Offers over core nodes for tests of the mask.
enum SmallOffer {
  static let vocabulary = ConstraintVocabulary(TinyModel.encoder)
  static let supply = SupplyIndex(TinyModel.catalog)
  static let identifiers = ClassIdentifiers(TinyModel.catalog)

  static let textToImage = [
    "CheckpointLoaderSimple", "CLIPTextEncode", "EmptyLatentImage", "KSampler", "VAEDecode",
    "SaveImage",
  ]

  static func of(_ candidates: [String], _ leanings: [Leaning] = []) -> NodeOffer {
    NodeOffer(
      candidates: candidates, leanings: leanings, catalog: TinyModel.catalog,
      identifiers: identifiers, vocabulary: vocabulary, supply: supply)
  }

  /// An offer over a catalog of its own.
  static func of(
    _ candidates: [String], in definitions: [NodeDefinition], hooks: HookTable = .empty
  ) -> NodeOffer {
    let catalog = NodeCatalog(definitions)
    return NodeOffer(
      candidates: candidates, catalog: catalog, identifiers: ClassIdentifiers(catalog),
      vocabulary: vocabulary, supply: SupplyIndex(catalog, hooks: hooks))
  }

  /// A node with required sockets and outputs of the given types.
  static func node(
    _ name: String, takes: [String] = [], makes: [String] = [], isOutput: Bool = false
  ) -> NodeDefinition {
    NodeDefinition(
      classType: name, isOutputNode: isOutput,
      inputs: takes.map { InputDefinition(name: $0.lowercased(), type: .named($0)) },
      outputs: makes.map { OutputDefinition(name: $0, type: .named($0)) })
  }
}

extension NodeOffer {
  var names: [String] { nodes.map(\.classType) }

  /// The response of a model that finds every token equally likely, always taking the likeliest.
  func likeliestResponse() throws -> Response {
    var constraint = WorkflowConstraint(vocabulary: SmallOffer.vocabulary, offer: self)
    let count = TinyModel.encoder.tokenizer.vocabulary.count
    var mask = TokenMask(capacity: count)
    var sampler = try Sampler(
      parameters: SamplingParameters(temperature: 0, topP: 1, seed: 1), vocabularySize: count)
    var ids: [Int32] = []
    while !constraint.isFinished, ids.count < 3_000 {
      constraint.allowedTokens(into: &mask, remainingTokens: 3_000 - ids.count)
      var logits = [Float](repeating: 0, count: count)
      for shift in constraint.shifts(allowed: mask) { logits[Int(shift.token)] += shift.amount }
      let token = logits.withUnsafeMutableBufferPointer {
        sampler.sample(logits: $0, allowed: mask).token
      }
      ids.append(token)
      constraint.accept(token: token)
    }
    let text = TinyModel.encoder.text(of: ids)
    let parts = TranscriptParser.parts(of: text, isKnown: TinyModel.catalog.contains)
    return try #require(parts.response)
  }

  /// A selection of the nodes of these names, in order.
  func selection(_ names: [String]) -> NodeSelection {
    var selection = NodeSelection(self)
    for name in names { place(of: name).map { selection.select($0) } }
    return selection
  }

  /// The shortest ending of a program over the nodes of these names.
  func ending(_ names: [String]) -> ShortestEnding {
    let selection = selection(names)
    return ShortestEnding(
      offer: self, selected: selection.selected, routes: selection.routes)
  }

  /// A program of statements of the nodes of these names; each takes the newest of what it needs.
  func scope(_ names: [String]) -> ProgramScope {
    let ending = ending(names)
    var scope = ProgramScope(self)
    for name in names {
      if let node = place(of: name) { _ = ending.write(ShortestEnding.Step(node: node), &scope) }
    }
    return scope
  }
}
