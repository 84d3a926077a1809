import Foundation
import JSON
import KnowledgeBase
import TestSupport
import Testing
import WorkflowGraph

@Suite("The shipped catalog is made of facts")
struct CatalogImportTests {
  private func small() throws -> CatalogImport {
    CatalogImport(
      core: try JSONValue.parse(
        """
        {"K": {"input": {"required": {"s": [["euler"]]}}, "python_module": "nodes"},
         "L": {"input": {"required": {"ckpt": [["a.ckpt"]]}}, "python_module": "nodes"}}
        """),
      extended: try JSONValue.parse(
        """
        {"K": {"input": {"required": {"s": [["euler", "rk"]]}}, "python_module": "nodes"},
         "L": {"input": {"required": {"ckpt": [["a.ckpt"]]}}, "python_module": "nodes"},
         "P": {"description": "words", "python_module": "custom_nodes.x"}}
        """),
      observed: try JSONValue.parse(
        """
        {"P": {"outputs": [["A", "A"]]}, "O": {"outputs": [["A", "A"]]}, "Empty": {},
         "Old": {"outputs": [["A", "A"]]}, "Reroute": {"outputs": [["A", "A"]]},
         "workflow>g": {"outputs": [["A", "A"]]}, "workflow/g": {"outputs": [["A", "A"]]}}
        """),
      packs: ["Pack X": ["repo": "a/b", "nodes": ["P"]], "nodes": ["nodes": ["K", "L"]]],
      comboFolders: ["L": ["ckpt": ["checkpoints"]]],
      hooks: ["hooks": ["K": ["args": ["s"], "rule": "words"]], "replacements": ["Old": []]])
  }

  @Test("Tiers, packs and file choices find their places")
  func tiers() throws {
    let made = try small()
    #expect(made.core.definitions.map(\.classType) == ["K", "L"])
    #expect(made.extended.definitions.map(\.classType) == ["K", "P"])
    #expect(made.extended.definitions.map(\.tier) == [.core, .extended])
    #expect(made.extended["P"]?.pack == "Pack X")
    #expect(made.observed.definitions.map(\.classType) == ["O"])
    #expect(made.core["L"]?.input("ckpt")?.choicesAreFiles == true)
    #expect(made.core["K"]?.input("s")?.choicesAreFiles == false)
    #expect(made.hooks["hooks"]?["K"] == ["args": ["s"]])
  }

  @Test("The reach chooses between the definitions of one class")
  func reach() throws {
    let made = try small()
    let files = NodeKnowledgeBase.Files(
      core: CatalogFormat.write(made.core), extended: CatalogFormat.write(made.extended),
      observed: CatalogFormat.write(made.observed), hooks: made.hooks.bytes())
    let core = try NodeKnowledgeBase.load(files, reach: .core)
    #expect(core.catalog.definitions.map(\.classType) == ["K", "L"])
    #expect(core.catalog["K"]?.input("s")?.choices == ["euler"])
    let extended = try NodeKnowledgeBase.load(files, reach: .extended)
    #expect(extended.catalog["K"]?.input("s")?.choices == ["euler", "rk"])
    #expect(!extended.catalog.contains("O"))
    let all = try NodeKnowledgeBase.load(files)
    #expect(all.catalog.contains("O") && all.catalog.count == 4)
    #expect(all.hooks == made.hooks)
  }

  @Test("A damaged file is named")
  func damage() {
    let error = #expect(throws: KnowledgeBaseError.self) {
      try NodeKnowledgeBase.load(NodeKnowledgeBase.Files(core: Array("x".utf8)))
    }
    #expect(
      error?.description == "cannot read core.catalog: "
        + "catalog file, line 1: expected 'nightloom-catalog 1'")
  }

  @Test(
    "Record Config/Catalog",
    .enabled(
      if: DataFolder.isPresent
        && ProcessInfo.processInfo.environment["NIGHTLOOM_RECORD_CATALOG"] == "1"))
  func record() throws {
    let folder = repositoryRoot.appendingPathComponent("Config/Catalog")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let made = try Self.real()
    let version = "ComfyUI v0.33.0, commit 783545f689a0af730065994b46b382ae24844c99 (2026-08-22)"
    for (name, catalog) in [
      ("core", made.core), ("extended", made.extended), ("observed", made.observed),
    ] {
      let source = name == "observed" ? "classes seen in public workflow files" : version
      let bytes = CatalogFormat.write(catalog, notes: [source, "\(catalog.count) classes"])
      try Data(bytes).write(to: folder.appendingPathComponent("\(name).catalog"))
    }
    try Data(made.hooks.bytes()).write(to: folder.appendingPathComponent("hooks.json"))
  }

  static func real() throws -> CatalogImport {
    func json(_ name: String) throws -> JSONValue {
      try JSONValue.parse([UInt8](DataFolder.read("object_info/\(name)")))
    }
    return CatalogImport(
      core: try json("core.json.gz"), extended: try json("extended.json.gz"),
      observed: try json("observed.json.gz"), packs: try json("packs.json"),
      comboFolders: try json("combo_folders.json"), hooks: try json("validate_hooks_ext.json"))
  }
}
