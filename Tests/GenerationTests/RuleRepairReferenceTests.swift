import Foundation
import Generation
import JSON
import KnowledgeBase
import TestSupport
import Testing
import Validation
import WorkflowGraph

/// Mends the prompts that ComfyUI's own code refused (v0.33.0) and asks the validator again.
@Suite("Refused prompts are mended")
struct RuleRepairReferenceTests {
  /// One server: its definitions, hooks and files.
  private struct Server {
    let strict: PromptValidator
    let repair: RuleRepair

    init(_ name: String, hooks: String) throws {
      let info = try JSONValue.parse([UInt8](DataFolder.read("object_info/\(name).json.gz")))
      let files = try JSONValue.parse([UInt8](DataFolder.read("object_info/model_files.json")))
      let table = try JSONValue.parse([UInt8](DataFolder.read("object_info/\(hooks).json")))
      let folders = try JSONValue.parse([UInt8](DataFolder.read("object_info/combo_folders.json")))
      strict = PromptValidator(
        catalog: ObjectInfoFormat.read(info, fileChoices: CatalogImport.fileChoices(folders)),
        hooks: HookTable(table), files: MediaFiles(files),
        options: .server)
      var own = strict
      own.options = ValidationOptions(
        treatsFileChoicesAsNames: false, unreachableLevel: .warning)
      repair = RuleRepair(
        validator: own,
        producers: ProducerIndex(strict.catalog, popularity: try Self.popularity()),
        habits: try Self.habits())
    }

    private static func shipped(_ name: String) throws -> [UInt8] {
      let folder = repositoryRoot.appendingPathComponent("Config/KnowledgeBase")
      return [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    private static func popularity() throws -> [String: Int] {
      WorkflowKnowledgeBase(try WorkflowKnowledgeFormat.read(shipped("workflows.kb"))).popularity
    }

    private static func habits() throws -> FileHabits {
      FileHabits(json: try JSONValue.parse(shipped("files.json")))
    }
  }

  @Test("most become clean, accepted ones stay as they are", .enabled(if: DataFolder.isPresent))
  func refusedPromptsAreMended() throws {
    let servers = [
      "core": try Server("core", hooks: "validate_hooks"),
      "extended": try Server("extended", hooks: "validate_hooks_ext"),
    ]
    var refused = 0
    var mended = 0
    var changed: [String] = []
    for line in try DataFolder.read("verdicts/verdicts-train.jsonl.gz").split(separator: 0x0A) {
      let json = try JSONValue.parse([UInt8](line))
      let server = try #require(servers[json["object_info"]?.string ?? ""])
      let prompt = try #require(json["prompt"])
      guard let workflow = try? APIFormat.read(prompt) else { continue }
      let (result, repairs) = server.repair.repair(workflow, readFrom: prompt)
      if json["verdict"]?["status"] == "accepted" {
        if result != workflow { changed.append("\(json["id"]?.string ?? "") \(repairs)") }
        continue
      }
      refused += 1
      if server.strict.validate(APIFormat.write(result)).isClean { mended += 1 }
    }
    #expect(changed.isEmpty)
    #expect(Double(mended) / Double(refused) >= 0.9, "\(mended) of \(refused)")
  }
}
