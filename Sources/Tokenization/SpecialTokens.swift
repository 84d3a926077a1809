/// Which token has which part in a text, as a model file says it.
public struct TokenRoles: Equatable, Sendable {
  /// The token before a text, if the model uses one.
  public var bos: Int32?
  /// The token that ends a text, if the model uses one.
  public var eos: Int32?
  /// The token that ends one message of a conversation, if the file names one.
  public var eot: Int32?
  /// The token that fills short rows of a batch, if the model uses one.
  public var pad: Int32?
  /// Whether a text begins with `bos`.
  public var addsBOS: Bool
  /// Whether a text to be learned from ends with `eos`.
  public var addsEOS: Bool

  /// Gives the roles.
  public init(
    bos: Int32? = nil, eos: Int32? = nil, eot: Int32? = nil, pad: Int32? = nil,
    addsBOS: Bool = false, addsEOS: Bool = false
  ) {
    self.bos = bos
    self.eos = eos
    self.eot = eot
    self.pad = pad
    self.addsBOS = addsBOS
    self.addsEOS = addsEOS
  }
}

/// The ids that a program needs by name: roles and control tokens.
public struct SpecialTokens: Equatable, Sendable {
  /// The beginning, the ends, the padding.
  public let roles: TokenRoles
  /// The names of all control tokens, in the order of their ids.
  public let names: [String]
  /// The ids of all control tokens, ascending.
  public let ids: [Int32]

  /// The control tokens that end a message, for files that do not say which.
  ///
  /// Source: ggml-org/llama.cpp: src/llama-vocab.cpp (`special_eot_id`), the families known here.
  private static let endsOfMessage = ["<|eot_id|>", "<|im_end|>"]

  /// Collects the control tokens of `vocabulary`.
  ///
  /// Without an `eot` in `roles` the token that ends a message in Llama 3 or ChatML is taken.
  ///
  /// - Throws: ``TokenizerError`` for an id that the vocabulary does not have, or a beginning or
  ///   end that is to be added but not named.
  public init(
    vocabulary: Vocabulary, roles: TokenRoles = TokenRoles()
  ) throws(TokenizerError) {
    let named = [
      ("bos", roles.bos), ("eos", roles.eos), ("eot", roles.eot), ("padding", roles.pad),
    ]
    for (role, id) in named {
      guard let id, id < 0 || id >= vocabulary.count else { continue }
      throw .specialTokenOutOfRange(role: role, id: id, count: vocabulary.count)
    }
    if roles.addsBOS, roles.bos == nil { throw .missingRole("bos") }
    if roles.addsEOS, roles.eos == nil { throw .missingRole("eos") }
    let ids = vocabulary.ids(of: .control)
    let names = ids.map { String(decoding: vocabulary.tokens[Int($0)], as: UTF8.self) }
    var completed = roles
    if roles.eot == nil {
      let place = Self.endsOfMessage.compactMap { names.firstIndex(of: $0) }.first
      completed.eot = place.map { ids[$0] }
    }
    self.roles = completed
    self.names = names
    self.ids = ids
  }

  /// The tokens after which an answer is complete.
  public var ends: [Int32] {
    let ends = [roles.eos, roles.eot].compactMap(\.self)
    return ends.count == 2 && ends[0] == ends[1] ? [ends[0]] : ends
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
