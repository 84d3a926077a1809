import Foundation
import Generation
import JSON
import KnowledgeBase
import TestSupport
import Validation
import WorkflowGraph

/// The prompts that ComfyUI's own code judged (v0.33.0), and the servers that judged them.
enum RefusedPrompts {
  /// One server: its definitions, hooks and files.
  struct Server {
    let strict: PromptValidator
    let own: PromptValidator
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
      self.own = own
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
}
