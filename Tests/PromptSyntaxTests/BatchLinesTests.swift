import PromptSyntax
import TestSupport
import Testing

@Suite struct BatchLinesTests {
  @Test func `the prompt is the last user message, the input or the prompt`() {
    let file = parse(
      """
      {"custom_id":"1","method":"POST","url":"/x","body":{"messages":[{"role":"user","content":"a"},\
      {"role":"user","content":"a cat"},{"role":"assistant","content":"no"}]}}
      {"custom_id":"2","body":{"messages":[{"role":"user","content":[{"type":"text","text":"a dog"}]}]}}
      {"custom_id":"3","body":{"input":"a bird"}}

      {"custom_id":"4","body":{"prompt":"a {fish|whale}","nightloom":{"seed":3,"tags":["x","y"]}}}
      """, "b.jsonl")
    #expect(sentences(file).isEmpty)
    #expect(file.isBatch)
    #expect(file.requests.map(\.prompt) == ["a cat", "a dog", "a bird", "a {fish|whale}"])
    #expect(file.requests.map(\.customID) == ["1", "2", "3", "4"])
    #expect(file.requests[3].header.seed == 3)
    #expect(file.requests[3].header.tags == ["x", "y"])
    #expect(file.requests[3].line == 5)
    #expect(file.requests[3].priority == -10)
  }

  static let bad: [(line: String, reason: ReasonCode, sentence: String)] = [
    ("{", .badLine, ""),
    ("[]", .badLine, "the line is not a JSON object"),
    (#"{"body":{"prompt":"x"}}"#, .badLine, "'custom_id' is missing or not a text"),
    (
      #"{"custom_id":"a","body":{"prompt":"x"}}"#, .badLine,
      "'custom_id' \"a\" stands in line 1 already"
    ),
    (#"{"custom_id":"b"}"#, .badLine, "'body' is missing or not an object"),
    (
      #"{"custom_id":"b","body":{}}"#, .badLine,
      "'body' has no user message, 'input' or 'prompt' that is a text"
    ),
    (#"{"custom_id":"b","body":{"prompt":" "}}"#, .empty, "the prompt is blank"),
    (
      #"{"custom_id":"b","body":{"prompt":"a\u0000"}}"#, .badLine,
      "the prompt holds a NUL character"
    ),
    (
      #"{"custom_id":"b","body":{"prompt":"x","nightloom":{"keep":0}}}"#, .badHeader,
      "'keep' needs a whole number from 1 to 64, not '0'"
    ),
    (
      #"{"custom_id":"b","body":{"prompt":"x","nightloom":[]}}"#, .badHeader,
      "'body.nightloom' is not an object"
    ),
    (String(repeating: "[", count: 100_000), .badLine, ""),
  ]

  @Test(arguments: bad)
  func `a bad line fails alone`(line: String, reason: ReasonCode, sentence: String) {
    let file = parse(
      #"{"custom_id":"a","body":{"prompt":"x"}}"# + "\n" + line + "\n"
        + #"{"custom_id":"c","body":{"prompt":"y"}}"#, "b.ndjson")
    #expect(file.requests.map(\.customID) == ["a", "c"])
    #expect(file.errors.map(\.reason) == [reason])
    #expect(file.errors.map(\.line) == [2])
    if !sentence.isEmpty { #expect(sentences(file) == ["line 2: " + sentence]) }
  }

  @Test func `bytes that are not UTF-8 harm their line only`() {
    let good = Array(#"{"custom_id":"a","body":{"prompt":"x"}}"#.utf8)
    let odd =
      Array("\n{\"custom_id\":\"b\",\"body\":{\"prompt\":\"".utf8) + [0xFF] + Array("\"}}".utf8)
    let file = PromptParser.parse(good + odd, fileName: Array("b.jsonl".utf8))
    #expect(file.requests.map(\.customID) == ["a"])
    #expect(file.errors.map(\.reason) == [.badLine])
  }

  @Test func `a batch with too many lines is refused as a whole`() {
    var parser = PromptParser()
    parser.maximumItems = 1
    let file = parser.parse(Array("{}\n{}\n".utf8), fileName: Array("b.jsonl".utf8))
    #expect(sentences(file) == ["the batch has 2 lines, more than the limit of 1"])
  }
}
