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
  ///
  /// - Parameters:
  ///   - prompt: The user's wish.
  ///   - candidates: The class types offered, in the order shown.
  ///   - example: The code of a known workflow without its values.
  /// - Returns: Token ids.
  public func modelInput(
    prompt: String, candidates: [String], example: String? = nil
  ) -> [Int32] {
    var ids = [id(of: .prompt)] + tokenizer.encode(prompt) + [id(of: .candidates)]
    ids += tokenizer.encode(candidates.map(entry).joined(separator: ", "))
    if let example { ids += program(example) }
    return ids + [id(of: .answer)]
  }

  /// A program between its tags, each line ended by a line feed.
  private func program(_ code: String) -> [Int32] {
    let lines = code.hasSuffix("\n") ? code : code + "\n"
    return [id(of: .openWorkflow)] + tokenizer.encode("\n") + tokenizer.encode(lines)
      + [id(of: .closeWorkflow)]
  }

  /// The response with all tags, ending with ``TranscriptTag/end``.
  public func response(_ response: Response) -> [Int32] {
    let names = response.selectedNodes.map { "\"\($0)\"" }.joined(separator: ", ")
    let line = tokenizer.encode("\n")
    return [id(of: .openSelection)] + tokenizer.encode("[\(names)]") + [id(of: .closeSelection)]
      + line + [id(of: .openPrinciple)] + tokenizer.encode(response.designPrinciple)
      + [id(of: .closePrinciple)] + line + program(response.code) + [id(of: .end)]
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
