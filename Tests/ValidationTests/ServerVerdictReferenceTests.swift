import Foundation
import JSON
import KnowledgeBase
import TestSupport
import Testing
import Validation
import WorkflowGraph

/// Compares with what ComfyUI's own code said of the same prompts (v0.33.0, commit 783545f6).
@Suite("The verdict is the real server's")
struct ServerVerdictReferenceTests {
  /// Prompts whose verdict depends on the machine: path hooks of one custom pack.
  private static let machineDependent = "VHS_"

  private static func files() throws -> MediaFiles {
    MediaFiles(try JSONValue.parse([UInt8](DataFolder.read("object_info/model_files.json"))))
  }

  private static func validators() throws -> [String: PromptValidator] {
    var result: [String: PromptValidator] = [:]
    for (name, hooks) in [("core", "validate_hooks"), ("extended", "validate_hooks_ext")] {
      let info = try JSONValue.parse([UInt8](DataFolder.read("object_info/\(name).json.gz")))
      let table = try JSONValue.parse([UInt8](DataFolder.read("object_info/\(hooks).json")))
      result[name] = PromptValidator(
        catalog: ObjectInfoFormat.read(info), hooks: HookTable(table), files: try files(),
        options: .server)
    }
    return result
  }

  private struct Tally {
    var lines = 0
    var sameVerdict = 0
    var fixedLines = 0
    var sameIssues = 0
    var sameInputs = 0
  }

  private func compare(_ file: String) throws -> Tally {
    let validators = try Self.validators()
    var tally = Tally()
    let clock = ContinuousClock()
    var time = Duration.zero
    for line in try DataFolder.read(file).split(separator: 0x0A) {
      let json = try JSONValue.parse([UInt8](line))
      let validator = try #require(validators[json["object_info"]?.string ?? ""])
      let prompt = try #require(json["prompt"])
      var verdict = Verdict(status: .accepted)
      time += clock.measure { verdict = validator.validate(prompt) }
      let expected = try #require(json["verdict"])
      let id = "\(json["id"]?.text() ?? "") \(json["object_info"]?.text() ?? "")"
      tally.lines += 1
      let isSame =
        verdict.status.rawValue == expected["status"]?.string
        && verdict.errorType?.rawValue == expected["error_type"]?.string
      if isSame {
        tally.sameVerdict += 1
      } else {
        print(
          "verdict differs:", id, verdict.status, verdict.errorType ?? "-", "expected",
          expected["status"]?.text() ?? "", expected["error_type"]?.text() ?? "",
          verdict.issues.prefix(3), expected["node_errors"]?.text().prefix(300) ?? "")
      }
      guard expected["order_dependent"]?.bool != true else { continue }
      tally.fixedLines += 1
      let errors = expected["node_errors"]?.array ?? []
      let ours = Set(verdict.issues.map { "\($0.nodeID ?? "") \($0.kind.rawValue)" })
      let theirs = Set(errors.map { "\($0["node"]?.string ?? "") \($0["type"]?.string ?? "")" })
      if ours == theirs {
        tally.sameIssues += 1
      } else if isSame {
        print(
          "issues differ:", id, ours.subtracting(theirs).sorted().prefix(4), "missing",
          theirs.subtracting(ours).sorted().prefix(4))
      }
      let ourInputs = Set(
        verdict.issues.map { "\($0.nodeID ?? "") \($0.kind.rawValue) \($0.inputName ?? "")" })
      let theirInputs = Set(
        errors.map {
          "\($0["node"]?.string ?? "") \($0["type"]?.string ?? "") \($0["input"]?.string ?? "")"
        })
      if ourInputs == theirInputs {
        tally.sameInputs += 1
      } else if ours == theirs {
        print(
          "inputs differ:", id, ourInputs.subtracting(theirInputs).sorted().prefix(4), "missing",
          theirInputs.subtracting(ourInputs).sorted().prefix(4))
      }
    }
    print(file, tally, time)
    return tally
  }

  @Test("On 71 hand-made cases", .enabled(if: DataFolder.isPresent))
  func handMade() throws {
    let tally = try compare("verdicts/broken.jsonl")
    #expect(tally.lines == 71)
    #expect(tally.sameVerdict == tally.lines)
    #expect(tally.sameIssues == tally.fixedLines)
    #expect(tally.sameInputs == tally.fixedLines)
  }

  @Test("On 2,263 real, repaired and mutated prompts", .enabled(if: DataFolder.isPresent))
  func real() throws {
    let tally = try compare("verdicts/verdicts-train.jsonl.gz")
    #expect(tally.lines == 2263)
    #expect(Double(tally.sameVerdict) >= 0.995 * Double(tally.lines))
    #expect(Double(tally.sameIssues) >= 0.99 * Double(tally.fixedLines))
  }
}
