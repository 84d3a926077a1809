import Testing

@testable import Tokenization

@Suite struct Llama3SplittingTests {
  @Test("Numbers come in groups of three, with Qwen2 one by one")
  func numbers() {
    #expect(split("x 1234567", .llama3) == ["x", " ", "123", "456", "7"])
    #expect(split("²Ⅷ٣½", .llama3) == ["²Ⅷ٣", "½"])
    #expect(split("x 12", .qwen2) == ["x", " ", "1", "2"])
  }

  @Test("A word takes one character before it, unless that is a line break or a number")
  func heads() {
    #expect(split("(text=\tx", .llama3) == ["(text", "=", "\tx"])
    #expect(split("a\nb", .llama3) == ["a", "\n", "b"])
    #expect(split("1b\u{3000}夜", .llama3) == ["1", "b", "\u{3000}夜"])
    #expect(split("((a", .llama3) == ["((", "a"])
    #expect(split(" (a", .llama3) == [" (", "a"])
  }

  @Test("Line breaks end symbols and blanks; the last of other blanks goes with the word")
  func blanks() {
    #expect(split("):\n\n  x", .llama3) == ["):\n\n", " ", " x"])
    #expect(split("a \n \n  b", .llama3) == ["a", " \n \n", " ", " b"])
    #expect(split("a\r\n", .llama3) == ["a", "\r\n"])
    #expect(split("a  ", .llama3) == ["a", "  "])
    #expect(split("\t\t5", .llama3) == ["\t", "\t", "5"])
  }

  @Test("Contractions count in any case, also with a long s")
  func contractions() {
    #expect(split("IT'S we'Ll", .llama3) == ["IT", "'S", " we", "'Ll"])
    #expect(split("'tis 'x 'ſo", .llama3) == ["'t", "is", " '", "x", " '", "ſo"])
    #expect(split("'ſo 're", .llama3) == ["'ſ", "o", " '", "re"])
    #expect(split("'", .llama3) == ["'"])
  }
}
