import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Nightloom.isBuilt, "swift build makes .build/debug/nightloom first"))
struct TokenizeTests {
  private let model = "Config/Models/nightloom.gguf"

  private func tokenize(_ input: String, _ options: String...) throws -> Nightloom.Outcome {
    let folder = try Scratch()
    defer { folder.remove() }
    let file = try folder.write(input, to: "lines")
    return try Nightloom.run(["model", "tokenize", model] + options, input: file)
  }

  @Test func `Each line becomes one array, also the empty ones`() throws {
    let whole = try tokenize("KSampler\n\na fox\n")
    #expect(whole.status == 0, "\(whole.errors)")
    let lines = whole.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 4 && lines[1] == "[]" && lines[3] == "")
    #expect(try tokenize("a fox").output == lines[2] + "\n")
    #expect(try tokenize("").output == "")
  }

  @Test func `With --json a line break can be part of a text`() throws {
    let call = try tokenize("\"KSampler\\na fox\"\n\"KSampler\"\n", "--json")
    let lines = call.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].hasPrefix(lines[1].dropLast() + ","))
  }

  @Test func `What cannot be read is said with its line`() throws {
    let number = try tokenize("\"a\"\n7\n", "--json")
    #expect(number.status == 64)
    #expect(number.errors.contains("line 2 is no JSON string"), "\(number.errors)")
    let chat = try tokenize("a\n", "--chat")
    #expect(chat.status == 64)
    #expect(
      chat.errors.contains("the model file has no tokenizer.chat_template; leave out --chat"),
      "\(chat.errors)")
  }
}
