import Foundation
import JSON
import Testing

/// Answers that `evaluate` writes, and scores again as those of any other model.
@Suite(.enabled(if: Nightloom.isBuilt, "swift build makes .build/debug/nightloom first"))
struct AnswersFileTests {
  private static let held = """
    {"id": "p", "family": "p", "names": ["upscale a photo"], "descriptions": [], "notes": "", \
    "workflow": {"1": {"class_type": "LoadImage", "inputs": {"image": "photo.png"}}, \
    "2": {"class_type": "ImageScaleBy", "inputs": {"image": ["1", 0], \
    "upscale_method": "lanczos", "scale_by": 2}}, \
    "3": {"class_type": "SaveImage", "inputs": {"images": ["2", 0], "filename_prefix": "big"}}}}

    """

  private func bytes(_ name: String, in scratch: Scratch) -> [UInt8] {
    Array(FileManager.default.contents(atPath: scratch.path(name)) ?? Data())
  }

  private func figures(_ report: String, in scratch: Scratch) throws -> JSONValue? {
    let report = try JSONValue.parse(self.bytes(report, in: scratch))
    return report["systems"]?.array?.first?["figures"]
  }

  @Test func `What was written is scored as when it was given`() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let set = try scratch.write(Self.held, to: "held.jsonl")
    let out = scratch.path("answers.jsonl")
    let given = try Nightloom.run(
      "evaluate", "--set", set, "--model", "Config/Models/nightloom.gguf", "--mask", "on",
      "--answers-out", out, "--json", scratch.path("given.json"))
    #expect(given.status == 0, "\(given.errors)")
    let lines = try bytes("answers.jsonl", in: scratch).split(separator: 0x0A)
      .map { try JSONValue.parse(Array($0)) }
    #expect(lines.map { $0["id"]?.string } == ["p"])
    #expect(lines[0]["complete"]?.bool == true)
    let read = try Nightloom.run(
      "evaluate", "--set", set, "--answers-file", out, "--json", scratch.path("read.json"))
    #expect(read.status == 0, "\(read.errors)")
    let figures = try #require(try figures("given.json", in: scratch))
    #expect(figures["node.f1"]?["mean"]?.double ?? 0 > 0)
    #expect(try self.figures("read.json", in: scratch) == figures)
  }

  @Test func `Answers of which mask would be written must be clear`() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let set = try scratch.write(Self.held, to: "held.jsonl")
    let result = try Nightloom.run(
      "evaluate", "--set", set, "--model", "Config/Models/nightloom.gguf",
      "--answers-out", scratch.path("answers.jsonl"))
    #expect(result.status == 64)
    #expect(result.errors.contains("error: --answers-out wants --mask on or off\n"))
  }

  @Test func `A line that is no answer is named`() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let set = try scratch.write(Self.held, to: "held.jsonl")
    let answers = try scratch.write("\n{\"id\": \"p\"}\n", to: "answers.jsonl")
    let result = try Nightloom.run("evaluate", "--set", set, "--answers-file", answers)
    #expect(result.status == 65)
    #expect(
      result.errors.contains(
        "error: \(answers), line 2 is no answer\n"
          + "hint: a line is {\"id\": …, \"answer\": text} or {\"id\": …, \"workflow\": {…}}\n"))
  }
}
