import Foundation
import Generation
import KnowledgeBase
import TestSupport
import Tokenization
import WorkflowGraph

/// A catalog and tokenizer small enough for tests, made from the shipped core definitions.
enum TinyModel {
  static let catalog: NodeCatalog = {
    do {
      let folder = repositoryRoot.appendingPathComponent("Config/Catalog")
      let core = try Data(contentsOf: folder.appendingPathComponent("core.catalog"))
      return try NodeKnowledgeBase.load(
        NodeKnowledgeBase.Files(core: Array(core)), reach: .core
      ).catalog
    } catch {
      fatalError("\(error)")
    }
  }()

  static let encoder: TranscriptEncoder = {
    do {
      let trainer = BytePairTrainer(
        vocabularySize: 800, controlTokens: TranscriptTag.allCases.map(\.rawValue),
        userDefinedTokens: [
          "KSampler", "CLIPTextEncode", "VAEDecode", " = ", ")\n", "()\n", "[\"", "\", \"", "\"]",
          "(model=model_", ", positive=conditioning_", ", seed=", "model_", ", clip_",
        ], eos: TranscriptTag.end.rawValue)
      let names = catalog.definitions.prefix(200).map(\.classType).joined(separator: " ")
      let tokenizer = try trainer.train([(names + " 1024 20 0.5 euler normal karras", 3)])
      return try TranscriptEncoder(tokenizer: tokenizer, catalog: catalog)
    } catch {
      fatalError("\(error)")
    }
  }()
}
