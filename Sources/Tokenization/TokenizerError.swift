/// Why a tokenizer could not be made.
public enum TokenizerError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The token list and the list of token types differ in length.
  case typeCountMismatch(tokens: Int, types: Int)
  /// A token type that nightloom does not know.
  case unknownTokenType(id: Int32, type: Int32)
  /// A token without bytes.
  case emptyToken(id: Int32)
  /// Two ids with the same bytes.
  case duplicateToken(first: Int32, second: Int32, text: String)
  /// A normal token with a character that stands for no byte.
  case unmappableToken(id: Int32, text: String)
  /// No token for a byte that texts need.
  case missingByte(UInt8)
  /// A merge that is not two tokens with one space between them.
  case malformedMerge(rank: Int, text: String)
  /// A merge with a part, or a result, that is no normal token.
  case unknownMergeToken(rank: Int, token: String)
  /// The same pair in two merges.
  case duplicateMerge(rank: Int, text: String)
  /// A splitting rule that is not among ``SplittingRule``'s names.
  case unknownSplittingRule(String)
  /// A tokenizer of another model than the reader's.
  case otherModel(TokenizerState.Model)
  /// A score list that differs in length from the token list.
  case scoreCountMismatch(tokens: Int, scores: Int)
  /// A chat template of an unknown family.
  case unknownChatTemplate
  /// A role whose token is to be added but not named.
  case missingRole(String)
  /// An id outside the vocabulary for one of the roles bos, eos, eot, padding.
  case specialTokenOutOfRange(role: String, id: Int32, count: Int)
  /// A control token that the vocabulary does not have.
  case missingControlToken(String)
  /// A vocabulary size below the tokens that are always there.
  case vocabularyTooSmall(size: Int, needed: Int)

  /// What is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .typeCountMismatch(let tokens, let types):
      "the tokenizer lists \(tokens) tokens but \(types) token types; write the file again"
    case .unknownTokenType(let id, let type):
      "token \(id) has type \(type); known are 1 (normal) to 6 (byte)"
    case .emptyToken(let id):
      "token \(id) is empty; every token needs at least one byte"
    case .duplicateToken(let first, let second, let text):
      "tokens \(first) and \(second) are both \"\(text)\"; remove one of them"
    case .unmappableToken(let id, let text):
      "token \(id), \"\(text)\", has a character that stands for no byte"
    case .missingByte(let byte):
      "the vocabulary has no token for byte \(byte), which texts need; use a whole vocabulary"
    case .malformedMerge(let rank, let text):
      "merge \(rank), \"\(text)\", is not two tokens with one space between them"
    case .unknownMergeToken(let rank, let token):
      "merge \(rank) needs \"\(token)\", which is no normal token of the vocabulary"
    case .duplicateMerge(let rank, let text):
      "merge \(rank), \"\(text)\", repeats an earlier merge; remove one of them"
    case .unknownSplittingRule(let name):
      "the tokenizer splits text by \"\(name)\"; known are "
        + SplittingRule.allCases.flatMap(\.names).map { "\"\($0)\"" }.joined(separator: ", ")
    case .otherModel(let model):
      "the tokenizer is of the kind \"\(model.rawValue)\", which is not what is asked for here"
    case .scoreCountMismatch(let tokens, let scores):
      "the tokenizer lists \(tokens) tokens but \(scores) scores; write the file again"
    case .unknownChatTemplate:
      "the chat template is of no known family; known are ChatML, Llama 3, Llama 2 and Mistral"
    case .missingRole(let role):
      "the tokenizer adds a \(role) token but does not say which; name it in the file"
    case .specialTokenOutOfRange(let role, let id, let count):
      "the \(role) token is \(id), but the vocabulary has \(count) tokens"
    case .missingControlToken(let name):
      "the vocabulary has no control token \"\(name)\"; train the tokenizer with it"
    case .vocabularyTooSmall(let size, let needed):
      "a vocabulary of \(size) tokens is too small; the fixed tokens alone are \(needed)"
    }
  }
}
