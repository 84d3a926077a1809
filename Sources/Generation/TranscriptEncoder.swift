public import Tokenization
public import WorkflowGraph

/// Writes transcripts as token ids, and reads responses back; layout as in ``Transcript``.
public struct TranscriptEncoder: Sendable {
  /// The model's tokenizer.
  public let tokenizer: BytePairTokenizer
  private let catalog: NodeCatalog
  private let tags: [TranscriptTag: Int32]

  /// Prepares for one model and catalog.
  ///
  /// - Throws: ``TokenizerError/missingControlToken(_:)`` when the vocabulary lacks a tag.
  public init(tokenizer: BytePairTokenizer, catalog: NodeCatalog) throws(TokenizerError) {
    self.tokenizer = tokenizer
    self.catalog = catalog
    var tags: [TranscriptTag: Int32] = [:]
    for tag in TranscriptTag.allCases {
      tags[tag] = try tokenizer.specialTokens.requiredID(named: tag.rawValue)
    }
    self.tags = tags
  }

  /// The id of a tag.
  public func id(of tag: TranscriptTag) -> Int32 {
    guard let id = tags[tag] else { preconditionFailure("every tag was looked up") }
    return id
  }

  /// The model input, ending with ``TranscriptTag/answer``.
  public func modelInput(prompt: String, candidates: [String]) -> [Int32] {
    var ids = [id(of: .prompt)] + tokenizer.encode(prompt) + [id(of: .candidates)]
    ids += tokenizer.encode(candidates.map(entry).joined(separator: ", "))
    return ids + [id(of: .answer)]
  }

  /// The response with all tags, ending with ``TranscriptTag/end``.
  public func response(_ response: Response) -> [Int32] {
    let names = response.selectedNodes.map { "\"\($0)\"" }.joined(separator: ", ")
    let code = response.code.hasSuffix("\n") ? response.code : response.code + "\n"
    let line = tokenizer.encode("\n")
    return [id(of: .openSelection)] + tokenizer.encode("[\(names)]") + [id(of: .closeSelection)]
      + line + [id(of: .openPrinciple)] + tokenizer.encode(response.designPrinciple)
      + [id(of: .closePrinciple)] + line + [id(of: .openWorkflow)] + line
      + tokenizer.encode(code) + [id(of: .closeWorkflow), id(of: .end)]
  }

  /// The text of decoded tokens, without ``TranscriptTag/end`` and what follows it.
  public func text(of ids: [Int32]) -> String {
    let end = id(of: .end)
    return tokenizer.decodeText(Array(ids.prefix { $0 != end }))
  }

  /// A candidate: its bare name when the vocabulary has it as one token, else its signature.
  private func entry(_ classType: String) -> String {
    if tokenizer.vocabulary.id(of: classType) != nil { return classType }
    guard let definition = catalog[classType] else { return classType }
    let inputs = definition.inputs.filter { !WidgetOrder.hasWidget($0) }.prefix(6).map(\.type.name)
    let outputs = definition.outputs.prefix(4).map(\.type.name)
    return "\(classType)(\(inputs.joined(separator: ","))):\(outputs.joined(separator: ","))"
  }
}
