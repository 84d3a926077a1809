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

  @Test("measure", .enabled(if: DataFolder.isPresent))
  func measure() throws {
    let servers = [
      "core": try Server("core", hooks: "validate_hooks"),
      "extended": try Server("extended", hooks: "validate_hooks_ext"),
    ]
    var table: [String: (all: Int, accepted: Int, passes: Int)] = [:]
    var log = ""
    var dump = ""
    var changedAccepted: [String] = []
    var accepted = 0
    for line in try DataFolder.read("verdicts/verdicts-train.jsonl.gz").split(separator: 0x0A) {
      let json = try JSONValue.parse([UInt8](line))
      let server = try #require(servers[json["object_info"]?.string ?? ""])
      let prompt = try #require(json["prompt"])
      let verdict = try #require(json["verdict"])
      let id = json["id"]?.string ?? ""
      guard let workflow = try? APIFormat.read(prompt) else {
        log += "\(id) unreadable \(verdict["error_type"]?.text() ?? "")\n"
        continue
      }
      let (mended, repairs) = server.repair.repair(workflow, readFrom: prompt)
      if verdict["status"] == "accepted" {
        accepted += 1
        if mended != workflow {
          changedAccepted.append("\(id) \(repairs.map(\.description))")
        }
        continue
      }
      if let out = try? APIFormat.write(mended).text() { dump += "\(id)\t\(out)\n" }
      let after = server.strict.validate(APIFormat.write(mended))
      var types = Set((verdict["node_errors"]?.array ?? []).compactMap { $0["type"]?.string })
      if types.isEmpty, let type = verdict["error_type"]?.string { types.insert(type) }
      let kind = json["kind"]?.string ?? ""
      for type in Array(types) + ["(all)"] {
        let key = "\(kind) \(type)"
        var entry = table[key] ?? (0, 0, 0)
        entry.all += 1
        if after.isClean { entry.accepted += 1 }
        table[key] = entry
      }
      if !after.isClean {
        log += "\(id) \(kind) \(json["mutations"]?.text() ?? "") \(types.sorted())\n"
        log += "   \(after.status) \(after.errorType?.rawValue ?? "") \(after.errorMessage ?? "")\n"
        for issue in after.issues.prefix(6) {
          log += "   - \(issue.kind.rawValue) \(issue.nodeID ?? "") \(issue.classType ?? "") \(issue.details.prefix(150))\n"
        }
      }
      for repair in repairs.prefix(12) { log += "   + \(repair)\n" }
    }
    for (key, entry) in table.sorted(by: { $0.key < $1.key }) {
      print("TABLE \(key): \(entry.accepted) of \(entry.all)")
    }
    print("TABLE accepted \(accepted), changed \(changedAccepted.count)")
    log += changedAccepted.joined(separator: "\n")
    try dump.write(toFile: "/tmp/h/mended.tsv", atomically: true, encoding: .utf8)
    try log.write(toFile: "/tmp/h/repair-log.txt", atomically: true, encoding: .utf8)
  }
}
