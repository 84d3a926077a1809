import PromptSyntax
import TestSupport
import Testing

@Suite struct PlainSectionsTests {
  @Test func `a whole text is one prompt, its inner bytes kept`() {
    let file = parse("\u{FEFF}a cat \r\n\r\n  on a: roof  \r\n\r\n")
    #expect(file.requests.map(\.prompt) == ["a cat \n\n  on a: roof"])
    #expect(file.diagnostics.isEmpty)
    #expect(file.requests[0].range == 3..<27)
  }

  @Test func `lines of three dashes part prompts`() {
    let file = parse("a cat\n---  \na dog\n----\nstill the dog\n --- \nand on\n---\n")
    #expect(file.requests.map(\.prompt) == ["a cat", "a dog\n----\nstill the dog\n --- \nand on"])
    #expect(sentences(file) == ["line 8: this section is empty and is skipped"])
  }

  @Test func `a header holds for all sections, a section's own goes before it`() {
    let file = parse(
      """
      ---
      # for the weekend
      seed: 7
      Retry_Below: 0.5
      tags: cats, night ,
      size: 1024 x 768
      ---
      # ignored
      a cat
      # kept
      ---
      seed: 8
      ---
      a dog
      """)
    #expect(sentences(file).isEmpty)
    #expect(file.requests.map(\.prompt) == ["a cat\n# kept", "a dog"])
    #expect(file.requests.map(\.header.seed) == [7, 8])
    #expect(file.requests[1].header.retryBelow == 0.5)
    #expect(file.requests[1].header.tags == ["cats", "night"])
    #expect(file.requests[1].header.size.map { [$0.width, $0.height] } == [1024, 768])
  }

  @Test func `an unknown key is a warning that names the near one`() {
    let file = parse("---\nasnwers: 4\nmood: dark\n---\na cat")
    #expect(file.requests.count == 1)
    #expect(
      sentences(file) == [
        "line 2: unknown header key 'asnwers' is ignored; did you mean 'answers'?",
        "line 3: unknown header key 'mood' is ignored",
      ])
    #expect(file.requests[0].warnings.map(\.description) == sentences(file))
  }

  @Test func `a bad value kills the request it is for, and no other`() {
    let file = parse("a cat\n---\nseed: many\n---\na dog\n---\na bird")
    #expect(file.requests.map(\.prompt) == ["a cat", "a bird"])
    #expect(
      sentences(file) == [
        "line 3: 'seed' needs a whole number from 0 to 9007199254740991, not 'many'"
      ])
    #expect(file.errors.map(\.reason) == [.badHeader])
    #expect(file.errors.map(\.byteOffset) == [10])
    #expect(file.errors.map(\.item) == [1])
  }

  @Test func `a bad value in the file's header kills all requests`() {
    let file = parse("---\nkeep: 0\nseed: 1\nseed: 2\n---\na\n---\nb")
    #expect(file.requests.isEmpty)
    #expect(
      sentences(file) == [
        "line 2: 'keep' needs a whole number from 1 to 64, not '0'",
        "line 4: 'seed' stands twice in this header",
      ])
  }

  @Test func `text with colons is not taken for a header`() {
    let file = parse("---\nportrait: an old man\n---\nscene: a harbour\n---\nlast: one")
    #expect(
      file.requests.map(\.prompt) == ["portrait: an old man", "scene: a harbour", "last: one"])
  }

  @Test func `a section that nearly is a header is a prompt with a warning`() {
    let file = parse("a cat\n---\nsteeps: 20\n---\na dog")
    #expect(file.requests.count == 3)
    #expect(
      sentences(file) == [
        "line 3: taken as a prompt, since 'steeps' is no header key; did you mean 'steps'?"
      ])
  }

  @Test func `a header that is not closed is an error`() {
    #expect(
      sentences(parse("---\nseed: 4\n")) == [
        "line 1: the header that begins in line 1 has no closing line '---'"
      ])
  }

  @Test func `a header has at most 64 lines`() {
    let long = String(repeating: "# comment\n", count: 64)
    #expect(
      sentences(parse("---\n\(long)seed: 4\n---\na cat")) == [
        "line 2: the header has 65 lines, more than the limit of 64"
      ])
  }
}
