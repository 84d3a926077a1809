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
    /// Lines whose error list did not differ between runs of the server.
    var fixedLines = 0
    var sameIssues = 0
    var sameInputs = 0
    var differences: [String] = []
  }

  private func compare(_ file: String) throws -> Tally {
    let validators = try Self.validators()
    var tally = Tally()
    for line in try DataFolder.read(file).split(separator: 0x0A) {
      let json = try JSONValue.parse([UInt8](line))
      let validator = try #require(validators[json["object_info"]?.string ?? ""])
      let verdict = validator.validate(try #require(json["prompt"]))
      let expected = try #require(json["verdict"])
      tally.lines += 1
      if verdict.status.rawValue == expected["status"]?.string,
        verdict.errorType?.rawValue == expected["error_type"]?.string
      {
        tally.sameVerdict += 1
      } else {
        tally.differences.append("\(json["id"]?.text() ?? ""): \(verdict.status)")
      }
      guard expected["order_dependent"]?.bool != true else { continue }
      tally.fixedLines += 1
      let errors = expected["node_errors"]?.array ?? []
      for isWithInput in [false, true] {
        let ours = Set(
          verdict.issues.map { issue in
            "\(issue.nodeID ?? "") \(issue.kind.rawValue)"
              + (isWithInput ? " \(issue.inputName ?? "")" : "")
          })
        let theirs = Set(
          errors.map { error in
            "\(error["node"]?.string ?? "") \(error["type"]?.string ?? "")"
              + (isWithInput ? " \(error["input"]?.string ?? "")" : "")
          })
        if ours == theirs {
          if isWithInput { tally.sameInputs += 1 } else { tally.sameIssues += 1 }
          continue
        }
        let differing = ours.symmetricDifference(theirs).sorted()
        let classes = Set(
          differing.map { text in
            let id = String(text.split(separator: " ")[0])
            return json["prompt"]?[id]?["class_type"]?.string ?? id
          })
        tally.differences += classes.sorted()
      }
    }
    return tally
  }

  @Test("On 71 hand-made cases", .enabled(if: DataFolder.isPresent))
  func handMade() throws {
    let tally = try compare("verdicts/broken.jsonl")
    #expect(tally.lines == 71)
    #expect(tally.sameVerdict == 71 && tally.sameIssues == 71 && tally.sameInputs == 71)
    #expect(tally.differences == [])
  }

  @Test("On 2,263 real, repaired and mutated prompts", .enabled(if: DataFolder.isPresent))
  func real() throws {
    let tally = try compare("verdicts/verdicts-train.jsonl.gz")
    #expect(tally.lines == 2263 && tally.sameVerdict == 2263)
    #expect(tally.fixedLines == 2227)
    #expect(tally.sameIssues == 2227)
    // A hook that takes everything is also named for the hidden input of its node.
    #expect(tally.sameInputs == 2223)
    #expect(tally.differences == Array(repeating: "VHS_LoadImages", count: 4))
  }

  @Test("Layer 2 raises few false alarms on prompts that run", .enabled(if: DataFolder.isPresent))
  func falseAlarms() throws {
    var counts: [String: Int] = [:]
    var lines = 0
    var validators = try Self.validators()
    for name in validators.keys { validators[name]?.options = .file }
    for line in try DataFolder.read("verdicts/verdicts-train.jsonl.gz").split(separator: 0x0A) {
      let json = try JSONValue.parse([UInt8](line))
      guard json["kind"] == "original", json["verdict"]?["status"] == "accepted" else { continue }
      let validator = try #require(validators[json["object_info"]?.string ?? ""])
      lines += 1
      let verdict = validator.validate(try #require(json["prompt"]))
      #expect(verdict.isClean)
      for kind in Set(verdict.stricter.filter { $0.level == .error }.map(\.kind.rawValue)) {
        counts[kind, default: 0] += 1
      }
    }
    #expect(lines == 506)
    // Four newer templates choose options this server does not have.
    #expect(counts == ["dynamic_key_unknown": 4])
  }
}
