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

  private static let model = "Config/Models/nightloom.gguf"

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

  /// The definitions of core and extended, whole and in parts that `seed` draws.
  public func parts(seed: UInt64) throws -> [WalkWorld] {
    var random = TestGenerator(state: seed)
    let reaches: [(NodeKnowledgeBase.Reach, percent: Int)] = [
      (.core, 100), (.extended, 100), (.core, 50), (.extended, 50), (.core, 20), (.extended, 20),
      (.extended, 5), (.core, 10),
    ]
    return try reaches.map { reach, percent in
      let known = try NodeKnowledgeBase.load(files, reach: reach)
      let definitions = known.catalog.definitions.filter { _ in
        Int.random(in: 0..<100, using: &random) < percent
      }
      return try WalkWorld(
        name: "\(percent) % of \(reach.rawValue)", catalog: NodeCatalog(definitions),
        tokenizer: tokenizer, hooks: HookTable(known.hooks))
    }
  }
}
