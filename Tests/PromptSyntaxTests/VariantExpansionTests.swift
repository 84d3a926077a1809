import PromptSyntax
import TestSupport
import Testing

@Suite struct VariantExpansionTests {
  private func prompts(_ text: String) -> [String] { parse(text).requests.map(\.prompt) }

  @Test(arguments: [
    ("a {red|blue} {cat|dog}", ["a red cat", "a red dog", "a blue cat", "a blue dog"]),
    ("{a|{b|c} x}", ["a", "b x", "c x"]),
    ("a {lone} brace", ["a {lone} brace"]),
    (#"a \{x\|y\} b\c"#, [#"a {x|y} b\c"#]),
    ("{a {x} b|c}", ["a {x} b", "c"]),
    ("{ {p|q} }", ["{ p }", "{ q }"]),
    ("a { b | c", ["a { b | c"]),
    ("a } b", ["a } b"]),
    ("a {b {c|d}", ["a {b c", "a {b d"]),
    ("x{,|, at night}", ["x,", "x, at night"]),
    ("a | b", ["a | b"]),
  ])
  func `groups are those braces that hold a bar`(text: String, expected: [String]) {
    #expect(prompts(text) == expected)
  }

  @Test func `each combination is a request with its number`() {
    let file = parse("---\nseed: 5\nseed-mode: step\n---\na {red|blue} cat")
    #expect(file.requests.map(\.variant) == [0, 1])
    #expect(file.requests.map(\.seedOffset) == [0, 1])
    #expect(parse("a {red|blue} cat").requests.map(\.seedOffset) == [0, 0])
  }

  @Test func `more than 64 combinations are refused, 64 are not`() {
    #expect(prompts("{1|2|3|4}{1|2|3|4}{1|2|3|4}").count == 64)
    let file = parse("fine\n---\n{1|2|3|4|5}{1|2|3|4}{1|2|3|4}")
    #expect(file.requests.map(\.prompt) == ["fine"])
    #expect(file.errors.map(\.reason) == [.tooManyVariants])
    #expect(
      sentences(file) == [
        "line 3: the variants have 80 combinations, more than 64; "
          + "set 'variants' to the number you want"
      ])
    let huge = parse(String(repeating: "{a|b}", count: 100))
    #expect(sentences(huge)[0].contains("too many combinations"))
  }

  @Test func `a number gives so many different ones, the same every time`() {
    for count in [10, 100] {
      let text = "---\nvariants: 5\nseed: 1\n---\n" + String(repeating: "{a|b}", count: count)
      #expect(Set(prompts(text)).count == 5)
      #expect(prompts(text) == prompts(text))
      let other = text.replacing("seed: 1", with: "seed: 2")
      #expect(prompts(text) != prompts(other))
    }
    #expect(prompts("---\nvariants: 9\n---\n{a|b|c}") == ["a", "b", "c"])
  }

  @Test func `switched off, braces are text`() {
    #expect(prompts("---\nvariants: off\n---\na {b|c}") == ["a {b|c}"])
  }

  @Test func `lists stand for their lines, unknown ones are text with a warning`() {
    var parser = PromptParser()
    parser.lists = ["colour": ["red", "blue {x|y}"]]
    let file = parser.parse(Array("a __colour__ __thing__ __".utf8), fileName: [0x61])
    #expect(file.requests.map(\.prompt) == ["a red __thing__ __", "a blue {x|y} __thing__ __"])
    #expect(sentences(file) == ["line 1: there is no list 'thing', so __thing__ is text"])
  }

  @Test func `blank variants are left out with a warning`() {
    let file = parse("{|a}")
    #expect(file.requests.map(\.prompt) == ["a"])
    #expect(sentences(file) == ["line 1: variant 1 is blank"])
  }

  @Test func `no depth of braces exhausts the stack`() {
    let deep = String(repeating: "{a|", count: 5000) + String(repeating: "}", count: 5000)
    _ = parse(deep)
    _ = parse("---\nvariants: 3\n---\n" + deep)
  }
}
