import Testing

@testable import Tokenization

@Suite struct GPT2SplittingTests {
  @Test("A space joins the word that follows, a run of spaces keeps its last one for it")
  func spaces() {
    #expect(split("a b", .gpt2) == ["a", " b"])
    #expect(split("a   b", .gpt2) == ["a", "  ", " b"])
    #expect(split("a\n\nb", .gpt2) == ["a", "\n", "\n", "b"])
    #expect(split("a \n", .gpt2) == ["a", " \n"])
    #expect(split("  ", .gpt2) == ["  "])
    #expect(split("x\u{A0}\u{3000}y", .gpt2) == ["x", "\u{A0}", "\u{3000}", "y"])
  }

  @Test("Letters, numbers and symbols part company")
  func classes() {
    #expect(split("seed=42, cfg", .gpt2) == ["seed", "=", "42", ",", " cfg"])
    #expect(split("x²Ⅷ夜の!", .gpt2) == ["x", "²Ⅷ", "夜の", "!"])
    #expect(split(" 🌙", .gpt2) == [" 🌙"])
  }

  @Test("The seven contractions are words, in lower case only")
  func contractions() {
    #expect(split("it's we'll I'd", .gpt2) == ["it", "'s", " we", "'ll", " I", "'d"])
    #expect(split("IT'S", .gpt2) == ["IT", "'", "S"])
    #expect(split("!'s '", .gpt2) == ["!'", "s", " '"])
  }

  @Test("SmolLM takes digits one by one; before a digit a text ends")
  func smolLM() {
    #expect(split("a 12b", .smolLM) == ["a", " ", "1", "2", "b"])
    #expect(split("a   5", .smolLM) == ["a", "   ", "5"])
    #expect(split("a   b", .smolLM) == ["a", "  ", " b"])
    #expect(split("½Ⅷ it's5", .smolLM) == ["½", "Ⅷ", " it", "'s", "5"])
  }
}
