import Foundation
import Generation
import JSON
import KnowledgeBase
import TestSupport
import Validation
import WorkflowGraph

/// The prompts that ComfyUI's own code judged (v0.33.0), mended for the servers that judged them.
struct RefusedPrompts {
  /// What became of the refused prompts of one kind.
  struct Tally {
    var prompts = 0
    /// Those the server now takes whole, with more than three quarters of the nodes that ran.
    var mended = 0
    /// Nodes of the mended prompts that some output depended on, ends of unknown classes included.
    var lived = 0
    /// Those of them that are still there, and still feed an output.
    var kept = 0

    static func + (left: Tally, right: Tally) -> Tally {
      Tally(
        prompts: left.prompts + right.prompts, mended: left.mended + right.mended,
        lived: left.lived + right.lived, kept: left.kept + right.kept)
    }
  }

  /// The refused prompts by the server's error type; `partial` where it drops outputs only.
  private(set) var tallies: [String: Tally] = [:]
  /// What was changed in prompts that the server accepts.
  private(set) var changedAccepted: [String] = []

  /// Mends every so many refused prompts, and all accepted ones.
  init(every stride: Int) throws {
    let servers = [
      "core": try Server("core", hooks: "validate_hooks"),
      "extended": try Server("extended", hooks: "validate_hooks_ext"),
    ]
    var number = 0
    for line in try DataFolder.read("verdicts/verdicts-train.jsonl.gz").split(separator: 0x0A) {
      let json = try JSONValue.parse([UInt8](line))
      let prompt = json["prompt"] ?? .null
      guard let server = servers[json["object_info"]?.string ?? ""] else { continue }
      if json["verdict"]?["status"] == "accepted" {
        let workflow = try APIFormat.read(prompt)
        let (result, repairs) = server.repair.repair(workflow, readFrom: prompt)
        if result != workflow || !repairs.isEmpty {
          changedAccepted.append("\(json["id"]?.string ?? ""): \(repairs)")
        }
        continue
      }
      number += 1
      guard number % stride == 0 else { continue }
      let kind = json["verdict"]?["error_type"]?.string ?? "partial"
      tallies[kind] = (tallies[kind] ?? Tally()) + (try server.mend(prompt))
    }
  }

  /// All refused prompts together.
  var total: Tally { tallies.values.reduce(Tally(), +) }

  /// The tallies as a table.
  var table: String {
    var rows = ["| the server's error type | prompts | mended | share | nodes kept |"]
    rows.append("|---|---|---|---|---|")
    let kinds = tallies.sorted { ($1.value.prompts, $0.key) < ($0.value.prompts, $1.key) }
    for (name, tally) in kinds + [("all", total)] {
      rows.append(
        "| \(name) | \(tally.prompts) | \(tally.mended) "
          + "| \(Self.share(tally.mended, tally.prompts)) | \(Self.share(tally.kept, tally.lived)) |"
      )
    }
    return rows.joined(separator: "\n")
  }

  private static func share(_ part: Int, _ whole: Int) -> String {
    String(format: "%.3f", Double(part) / Double(max(whole, 1)))
  }

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

    /// What becomes of one refused prompt.
    func mend(_ prompt: JSONValue) throws -> Tally {
      let workflow = try PromptReading.read(prompt)
      let result = repair.repair(workflow, readFrom: prompt).workflow
      guard strict.validate(APIFormat.write(result)).isClean else { return Tally(prompts: 1) }
      let lived = DeadNodes.isLive(workflow, catalog: strict.catalog, trustsUnknown: true)
      let isLive = DeadNodes.isLive(result, catalog: strict.catalog)
      let living = Set(result.nodes.indices.filter { isLive[$0] }.map { result.nodes[$0].id })
      let all = lived.count { $0 }
      let kept = workflow.nodes.indices.count {
        lived[$0] && living.contains(workflow.nodes[$0].id)
      }
      guard kept * 4 > all * 3 else { return Tally(prompts: 1) }
      return Tally(prompts: 1, mended: 1, lived: all, kept: kept)
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
}
