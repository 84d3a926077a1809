import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Nightloom.isBuilt, "swift build makes .build/debug/nightloom first"))
struct TrainingPlotTests {
  @Test func `train plot draws what the steps have`() throws {
    let scratch = try Scratch()
    let log = try scratch.write(
      """
      {"step": 1, "loss": 2.5, "learningRate": 0.001}
      {"step": 1, "heldOutLoss": 2.75}
      {"step": 2, "loss": 1.5, "learningRate": 0.002, "vetoes": {"parse": 0.25, "alien": 0.5}}

      """, to: "run.jsonl")
    let out = scratch.path("run.svg")
    let result = try Nightloom.run("train", "plot", "--log", log, "--out", out)
    #expect(result.status == 0 && result.errors == "")
    let picture = try String(contentsOfFile: out, encoding: .utf8)
    for text in ["Loss per token", "held out", "Share of vetoed answers", "Learning rate"] {
      #expect(picture.contains(">\(text)</text>"), "\(text)")
    }
    #expect(!picture.contains("Reward"))
  }

  @Test func `train plot says what is no log`() throws {
    let scratch = try Scratch()
    let log = try scratch.write("{\"loss\": 2.5}\n", to: "other.jsonl")
    let result = try Nightloom.run("train", "plot", "--log", log, "--out", scratch.path("run.svg"))
    #expect(result.status == 65)
    #expect(
      result.errors
        == "nightloom: error: \(log) is no log of a training\nhint: name a file of train --log\n")
  }
}
