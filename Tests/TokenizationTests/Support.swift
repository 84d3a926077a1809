import Foundation
import TestSupport

@testable import Tokenization

/// What a law throws.
struct Broken: Error, CustomStringConvertible {
  let description: String
}

func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws {
  if !condition { throw Broken(description: reason()) }
}

/// Bytes of all sorts: random, printable, and pieces that make the scanner's rules meet.
func randomBytes(_ generator: inout TestGenerator) -> [UInt8] {
  let pieces = ["'s", "'re", " ", "\n", "夜", "é", "🌙", "KSampler", "<plan>", "</plan>", "12"]
  var bytes: [UInt8] = []
  for _ in 0..<Int.random(in: 0...40, using: &generator) {
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: bytes.append(UInt8.random(in: 0...255, using: &generator))
    case 1: bytes.append(UInt8.random(in: 0x20...0x7E, using: &generator))
    case 2: bytes.append(UInt8.random(in: 0x61...0x64, using: &generator))
    default:
      bytes += Array(pieces[Int.random(in: 0..<pieces.count, using: &generator)].utf8)
    }
  }
  return bytes
}

/// A small tokenizer with two control and three user-defined tokens.
func smallTokenizer(size: Int = 290) throws -> BytePairTokenizer {
  try BytePairTrainer(
    vocabularySize: size, controlTokens: ["<plan>", "</plan>", "<|end|>"],
    userDefinedTokens: ["KSampler", "KSamplerAdvanced", " = "], eos: "<|end|>"
  ).train([
    ("the cat and the hat sat; abcd abcd bcda cdab abab", 3), ("plan the <plan> KSampler", 2),
    ("夜の街 夜の雨", 4),
  ])
}

/// A tokenizer with ids by another program; see Tests/Fixtures/generate/tokenizer.py.
struct Reference: Decodable {
  struct Case: Decodable {
    var text: String
    var ids: [Int32]
    var control: Bool
  }
  private var tokens: [String]
  private var types: [Int32]
  private var pre: String?
  private var merges: [String]?
  private var scores: [Float]?
  var cases: [Case]

  /// One for each splitting rule, SentencePiece last.
  static let names = ["", "-llama-bpe", "-qwen2", "-smollm", "-llama"]

  init(_ name: String) throws {
    let file = "Tests/Fixtures/tokenizer/reference\(name).json"
    let data = try Data(contentsOf: repositoryRoot.appendingPathComponent(file))
    self = try JSONDecoder().decode(Reference.self, from: data)
  }

  var state: TokenizerState {
    if let scores { return TokenizerState(tokens: tokens, tokenTypes: types, scores: scores) }
    return TokenizerState(
      tokens: tokens, tokenTypes: types, merges: merges ?? [], preTokenizer: pre ?? "")
  }
}
