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

  private static let catalogFolder = repositoryRoot.appendingPathComponent("Config/Catalog")

  private static func shipped() throws -> NodeKnowledgeBase.Files {
    func bytes(_ name: String) throws -> [UInt8] {
      [UInt8](try Data(contentsOf: catalogFolder.appendingPathComponent(name)))
    }
    return NodeKnowledgeBase.Files(
      core: try bytes("core.catalog"), extended: try bytes("extended.catalog"),
      observed: try bytes("observed.catalog"), hooks: try bytes("hooks.json"))
  }

  @Test("The shipped files hold what README says, in less than 1.5 MB")
  func shippedFiles() throws {
    let files = try Self.shipped()
    let core = try NodeKnowledgeBase.load(files, reach: .core).catalog
    #expect(core.count == 887)
    #expect(core.definitions.count { $0.isOutputNode } == 58)
    #expect(core["KSampler"]?.input("seed")?.maximum?.text == "18446744073709551615")
    #expect(core["CheckpointLoaderSimple"]?.input("ckpt_name")?.choicesAreFiles == true)
    let extended = try NodeKnowledgeBase.load(files, reach: .extended).catalog
    #expect(extended.count == 3970)
    let choices = { (catalog: NodeCatalog) in
      catalog["KSampler"]?.input("sampler_name")?.choices?.count ?? 0
    }
    #expect(choices(extended) > choices(core) && choices(core) > 0)
    #expect(try NodeKnowledgeBase.load(files).catalog.count == 7342)
    let size = files.core.count + files.extended.count + files.observed.count + files.hooks.count
    #expect(size < 1_500_000)
  }

  @Test("The shipped files are up to date", .enabled(if: DataFolder.isPresent))
  func upToDate() throws {
    let files = try Self.shipped()
    let made = try Self.real()
    #expect(try CatalogFormat.read(files.core) == made.core.definitions)
    #expect(try CatalogFormat.read(files.extended) == made.extended.definitions)
    #expect(try CatalogFormat.read(files.observed) == made.observed.definitions)
    #expect(files.hooks == made.hooks.bytes())
  }

  @Test(
    "Record Config/Catalog",
    .enabled(
      if: DataFolder.isPresent
        && ProcessInfo.processInfo.environment["NIGHTLOOM_RECORD_CATALOG"] == "1"))
  func record() throws {
    let folder = Self.catalogFolder
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
