// The splitting rule of GPT-2 as a scanner, one function for each alternative that is more than a
// run of equal characters:
//
//     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
//
// SmolLM first makes every \p{N} a word of its own and splits what lies between by this rule, so
// that a number is to it what the end of the text is to GPT-2.
//
// Source: Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", section 2.2;
// openai/gpt-2: src/encoder.py for the pattern.

extension CharacterReader {
  /// The end of GPT-2's word that starts at `start`.
  @inline(__always)
  func endOfGPT2Word(from start: Int) -> Int {
    endOfWord(from: start, numbersEndText: false)
  }

  /// The end of SmolLM's word that starts at `start`.
  @inline(__always)
  func endOfSmolLMWord(from start: Int) -> Int {
    let first = character(at: start)
    return first.kind == .number
      ? start + first.length : endOfWord(from: start, numbersEndText: true)
  }

  @inline(__always)
  private func endOfWord(from start: Int, numbersEndText: Bool) -> Int {
    let contraction = contractionLength(at: start)
    if contraction > 0 { return start + contraction }
    var first = character(at: start)
    var position = start + first.length
    if bytes[start] == 0x20, position < bytes.count {
      let second = character(at: position)
      if !second.kind.isSpace, !(numbersEndText && second.kind == .number) {
        first = second
        position += second.length
      }
    }
    if first.kind.isSpace { return endOfSpaces(from: start, numbersEndText: numbersEndText) }
    return endOfRun(of: first.kind, from: position)
  }

  /// A run of spaces leaves its last one to the word that follows, unless it is the only one or
  /// the text ends: `\s+(?!\S)|\s+`.
  func endOfSpaces(from start: Int, numbersEndText: Bool = false) -> Int {
    var position = start
    var last = start
    while position < bytes.count {
      let next = character(at: position)
      if !next.kind.isSpace {
        let isEnd = numbersEndText && next.kind == .number
        return last > start && !isEnd ? last : position
      }
      last = position
      position += next.length
    }
    return position
  }

  /// The length of `'s 't 're 've 'm 'll 'd` at `start`, or 0.
  @inline(__always)
  private func contractionLength(at start: Int) -> Int {
    guard bytes[start] == 0x27, start + 1 < bytes.count else { return 0 }
    let second = bytes[start + 1]
    switch second {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return 2
    default: break
    }
    guard start + 2 < bytes.count else { return 0 }
    return isLongContraction(second, bytes[start + 2]) ? 3 : 0
  }

  /// Whether the two letters are those of `'re`, `'ve` or `'ll`.
  @inline(__always)
  func isLongContraction(_ second: UInt8, _ third: UInt8) -> Bool {
    switch (second, third) {
    case (UInt8(ascii: "r"), UInt8(ascii: "e")), (UInt8(ascii: "v"), UInt8(ascii: "e")),
      (UInt8(ascii: "l"), UInt8(ascii: "l")):
      true
    default: false
    }
  }
}
