// The splitting rule of Llama 3 as a scanner, and Qwen2's, which has `\p{N}` for `\p{N}{1,3}`:
//
//     (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}
//         | ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
//
// Source: `tokenizer.json` of Llama 3 and Qwen2, as quoted in ggml-org/llama.cpp:
// src/llama-vocab.cpp (`llm_tokenizer_bpe`).

extension CharacterReader {
  /// The end of Llama 3's word that starts at `start`, with up to `longestNumber` numbers.
  @inline(__always)
  func endOfLlama3Word(from start: Int, longestNumber: Int) -> Int {
    let first = character(at: start)
    let second = start + first.length
    switch first.kind {
    case .letter: return endOfRun(of: .letter, from: second)
    case .number: return endOfNumbers(from: second, atMost: longestNumber - 1)
    case .lineBreak: return endOfBlanks(from: start)
    case .symbol, .space: break
    }
    let contraction = anyCaseContractionLength(at: start)
    if contraction > 0 { return start + contraction }
    guard second < bytes.count else { return second }
    let next = character(at: second)
    if next.kind == .letter { return endOfRun(of: .letter, from: second + next.length) }
    if first.kind == .symbol { return endOfSymbols(from: second) }
    let isJoined = bytes[start] == 0x20 && next.kind == .symbol
    return isJoined ? endOfSymbols(from: second + next.length) : endOfBlanks(from: start)
  }

  /// The end of up to `most` further numbers.
  private func endOfNumbers(from start: Int, atMost most: Int) -> Int {
    var position = start
    for _ in 0..<most where position < bytes.count {
      let next = character(at: position)
      if next.kind != .number { break }
      position += next.length
    }
    return position
  }

  /// The end of symbols and the line breaks behind them: `[^\s\p{L}\p{N}]*[\r\n]*`.
  private func endOfSymbols(from start: Int) -> Int {
    endOfRun(of: .lineBreak, from: endOfRun(of: .symbol, from: start))
  }

  /// White space up to its last line break, if it has one: `\s*[\r\n]+|\s+(?!\S)|\s+`.
  private func endOfBlanks(from start: Int) -> Int {
    var position = start
    var lineEnd = start
    while position < bytes.count {
      let next = character(at: position)
      guard next.kind.isSpace else { break }
      position += next.length
      if next.kind == .lineBreak { lineEnd = position }
    }
    return lineEnd > start ? lineEnd : endOfSpaces(from: start)
  }

  /// The length of `'s 't 're 've 'm 'll 'd` at `start` in any case, or 0.
  ///
  /// The long s, U+017F, is an `s` when case does not matter, as it is to the regular expressions
  /// of the `tokenizers` package.
  private func anyCaseContractionLength(at start: Int) -> Int {
    guard bytes[start] == 0x27, start + 1 < bytes.count else { return 0 }
    let second = bytes[start + 1] | 0x20
    switch second {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"):
      return 2
    default: break
    }
    guard start + 2 < bytes.count else { return 0 }
    if bytes[start + 1] == 0xC5, bytes[start + 2] == 0xBF { return 3 }
    return isLongContraction(second, bytes[start + 2] | 0x20) ? 3 : 0
  }
}
