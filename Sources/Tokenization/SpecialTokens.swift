/// The ids that a program needs by name: beginning, end, padding and the control tokens.
public struct SpecialTokens: Equatable, Sendable {
  /// The token before a text, if the model uses one.
  public let bos: Int32?
  /// The token that ends an answer, if the model uses one.
  public let eos: Int32?
  /// The token that fills short rows of a batch, if the model uses one.
  public let pad: Int32?
  /// The names of all control tokens, in the order of their ids.
  public let names: [String]
  /// The ids of all control tokens, ascending.
  public let ids: [Int32]

  /// Collects the control tokens of `vocabulary`.
  ///
  /// - Throws: ``TokenizerError/specialTokenOutOfRange(role:id:count:)`` for an id that the
  ///   vocabulary does not have.
  public init(
    vocabulary: Vocabulary, bos: Int32? = nil, eos: Int32? = nil, pad: Int32? = nil
  ) throws(TokenizerError) {
    for (role, id) in [("bos", bos), ("eos", eos), ("pad", pad)] {
      guard let id, id < 0 || id >= vocabulary.count else { continue }
      throw .specialTokenOutOfRange(role: role, id: id, count: vocabulary.count)
    }
    self.bos = bos
    self.eos = eos
    self.pad = pad
    ids = vocabulary.ids(of: .control)
    names = ids.map { String(decoding: vocabulary.tokens[Int($0)], as: UTF8.self) }
  }

  /// The id of the control token `name`, or `nil`.
  public func id(named name: String) -> Int32? {
    names.firstIndex(of: name).map { ids[$0] }
  }

  /// The id of the control token `name`.
  ///
  /// - Throws: ``TokenizerError/missingControlToken(_:)`` when the vocabulary has none.
  public func requiredID(named name: String) throws(TokenizerError) -> Int32 {
    guard let id = id(named: name) else { throw .missingControlToken(name) }
    return id
  }
}
