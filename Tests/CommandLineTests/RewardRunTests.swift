import Foundation
import Testing

/// `train grpo`: what is asked, and what is refused.
struct RewardRunTests {
  private static let sample = """
    {"id": "w0", "prompt": "a fox", "candidates": ["LoadImage", "SaveImage"], \
    "selected": ["LoadImage", "SaveImage"], "principle": "Input: LoadImage. Output: SaveImage.", \
    "code": "image_1, mask_1 = LoadImage()\\nimages_2 = SaveImage(images=image_1)\\n"}

    """

  private func run(_ arguments: String..., in scratch: Scratch) throws -> Nightloom.Outcome {
    let samples = try scratch.write(Self.sample, to: "samples.jsonl")
    return try Nightloom.run(
      ["train", "grpo", "--initial", "Config/Models/nightloom.gguf", "--samples", samples]
        + ["--snapshot", samples + ".snapshot"] + arguments)
  }

  @Test func `nodes are offered in one of four ways`() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let result = try run("--candidates", "best", in: scratch)
    #expect(result.status == 64)
    #expect(
      result.errors.contains("--candidates wants given, paper, retrieved or mixed, not 'best'"))
  }

  @Test func `answers are held to the grammar in one of three ways`() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    for option in ["--mask", "--leanings"] {
      let result = try run(option, "half", in: scratch)
      #expect(result.status == 64)
      #expect(result.errors.contains("\(option) wants on, off or mixed, not 'half'"))
    }
  }

  @Test func `a step earns, is held to the grammar and imitates, and says so`() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let log = scratch.path("log.jsonl")
    let result = try run(
      "--steps", "1", "--prompts", "1", "--group", "2", "--maximum-tokens", "120", "--mask", "on",
      "--semantic-price", "1", "--imitation-price", "1", "--log", log, in: scratch)
    #expect(result.status == 0, "\(result.errors)")
    let line = try String(contentsOfFile: log, encoding: .utf8)
    let losses = line.matches(of: /"(?:semantic|imitation)Loss":([0-9.]+)/)
      .compactMap { Double($0.1) }
    #expect(losses.count == 2 && losses.allSatisfy { $0 > 0 }, "\(line)")
  }

  @Test func `nodes are offered anew for workflows that are known alone`() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let result = try run("--candidates", "mixed", in: scratch)
    #expect(result.status == 65)
    #expect(
      result.errors.contains(
        "samples.jsonl holds no sample that fits the model's context and is of a known workflow"))
    #expect(try run("--steps", "1", "--seconds", "0", in: scratch).status == 0)
  }
}
