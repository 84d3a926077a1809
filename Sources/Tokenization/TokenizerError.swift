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
  /// No token for one of the 256 bytes.
  case missingByte(UInt8)
  /// A merge that is not two tokens with one space between them.
  case malformedMerge(rank: Int, text: String)
  /// A merge with a part, or a result, that is no normal token.
  case unknownMergeToken(rank: Int, token: String)
  /// The same pair in two merges.
  case duplicateMerge(rank: Int, text: String)
  /// A splitting rule other than GPT-2's.
  case unknownPreTokenizer(String)
  /// An id outside the vocabulary for one of the roles bos, eos, pad.
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
      "token \(id) has type \(type); known are 1 (normal), 3 (control) and 4 (user defined)"
    case .emptyToken(let id):
      "token \(id) is empty; every token needs at least one byte"
    case .duplicateToken(let first, let second, let text):
      "tokens \(first) and \(second) are both \"\(text)\"; remove one of them"
    case .unmappableToken(let id, let text):
      "token \(id), \"\(text)\", has a character that stands for no byte"
    case .missingByte(let byte):
      "the vocabulary has no token for byte \(byte); all 256 bytes are needed"
    case .malformedMerge(let rank, let text):
      "merge \(rank), \"\(text)\", is not two tokens with one space between them"
    case .unknownMergeToken(let rank, let token):
      "merge \(rank) needs \"\(token)\", which is no normal token of the vocabulary"
    case .duplicateMerge(let rank, let text):
      "merge \(rank), \"\(text)\", repeats an earlier merge; remove one of them"
    case .unknownPreTokenizer(let name):
      "the tokenizer splits text by \"\(name)\"; only \"gpt-2\" is known"
    case .specialTokenOutOfRange(let role, let id, let count):
      "the \(role) token is \(id), but the vocabulary has \(count) tokens"
    case .missingControlToken(let name):
      "the vocabulary has no control token \"\(name)\"; train the tokenizer with it"
    case .vocabularyTooSmall(let size, let needed):
      "a vocabulary of \(size) tokens is too small; the fixed tokens alone are \(needed)"
    }
  }
}
