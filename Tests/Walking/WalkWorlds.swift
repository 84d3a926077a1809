import Foundation
import Generation
import KnowledgeBase
import TestSupport
import Tokenization
import Transformer
import Validation
import WorkflowGraph

/// The worlds of walks: the shipped definitions, with the tokens of the shipped model.
public struct WalkWorlds {
  private let tokenizer: BytePairTokenizer
  private let files: NodeKnowledgeBase.Files
  private let core: NodeKnowledgeBase
  private let extended: NodeKnowledgeBase

  private static let model = "Config/Models/nightloom.gguf"

  /// The classes of small workflows.
  private static let workflows = [
    ["EmptyImage", "PreviewImage"], ["PrimitiveString", "PreviewAny"],
    ["CheckpointLoaderSimple", "EmptyLatentImage", "VAEDecode", "SaveImage"],
    ["UNETLoader", "VAELoader", "LoadAudio", "VAEEncodeAudio", "VAEDecodeAudio", "SaveAudio"],
    ["LoadImage", "CreateVideo", "SaveVideo"],
  ]

  /// Whether the shipped model is there.
  public static var canBeRead: Bool {
    FileManager.default.fileExists(atPath: repositoryRoot.appendingPathComponent(model).path)
  }

  /// Reads the shipped files.
  public init() throws {
    tokenizer = try BytePairTokenizer(
      TokenizerMetadata.state(try GGUFReader(GGUFBytes(try Self.bytes(Self.model)))))
    files = NodeKnowledgeBase.Files(
      core: try Self.bytes("Config/Catalog/core.catalog"),
      extended: try Self.bytes("Config/Catalog/extended.catalog"),
      observed: try Self.bytes("Config/Catalog/observed.catalog"),
      hooks: try Self.bytes("Config/Catalog/hooks.json"))
    core = try NodeKnowledgeBase.load(files, reach: .core)
    extended = try NodeKnowledgeBase.load(files, reach: .extended)
  }

  private static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: repositoryRoot.appendingPathComponent(path)))
  }

  /// All definitions.
  public func whole() throws -> WalkWorld {
    let known = try NodeKnowledgeBase.load(files)
    return try WalkWorld(
      name: "all", catalog: known.catalog, tokenizer: tokenizer, hooks: HookTable(known.hooks))
  }

  /// The definitions of core and extended, whole and in parts that `seed` draws; each part
  /// keeps a small workflow, since without an output node that can be fed there is no answer.
  public func parts(seed: UInt64) throws -> [WalkWorld] {
    var random = TestGenerator(state: seed)
    let shares: [(name: String, known: NodeKnowledgeBase, percent: Int)] = [
      ("core", core, 100), ("extended", extended, 100), ("core", core, 50),
      ("extended", extended, 50), ("core", core, 20), ("extended", extended, 20),
      ("extended", extended, 5), ("core", core, 10),
    ]
    return try shares.map { name, known, percent in
      let kept = Self.workflows.randomElement(using: &random) ?? []
      let definitions = known.catalog.definitions.filter {
        Int.random(in: 0..<100, using: &random) < percent || kept.contains($0.classType)
      }
      return try WalkWorld(
        name: "\(percent) % of \(name)", catalog: NodeCatalog(definitions),
        tokenizer: tokenizer, hooks: HookTable(known.hooks))
    }
  }
}
