public import JSON

extension TokenizerState {
  /// The byte-pair tokenizer as one JSON object: `tokens`, `types`, `merges`, `pre`, `eos`.
  public var json: JSONValue {
    [
      "pre": .string(preTokenizer), "eos": roles.eos.map { .int(Int($0)) } ?? .null,
      "tokens": .array(tokens.map { .string($0) }),
      "types": .array(tokenTypes.map { .int(Int($0)) }),
      "merges": .array(merges.map { .string($0) }),
    ]
  }

  /// Reads what ``json`` writes; `nil` when a member is missing or of the wrong kind.
  public init?(json: JSONValue) {
    guard let pre = json["pre"]?.string, let tokens = json["tokens"]?.array?.compactMap(\.string),
      let types = json["types"]?.array?.compactMap(\.int), tokens.count == types.count,
      let merges = json["merges"]?.array?.compactMap(\.string)
    else { return nil }
    self.init(
      tokens: tokens, tokenTypes: types.map { Int32(clamping: $0) }, merges: merges,
      preTokenizer: pre,
      roles: TokenRoles(eos: json["eos"]?.int.map { Int32(clamping: $0) }))
  }
}
