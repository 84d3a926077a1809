import Foundation
import Generation
import JSON
import KnowledgeBase
import TestSupport
import Testing
import Tokenization
import Validation
import WorkflowCode
import WorkflowGraph

/// The model file in Config.
private enum ShippedModel {
  static let path = repositoryRoot.appendingPathComponent("Config/Models/nightloom.gguf").path
  static var isPresent: Bool { FileManager.default.fileExists(atPath: path) }
}

/// The tokens of a shipped model must be the ones the mask thinks in.
@Suite(.enabled(if: ShippedModel.isPresent, "no model file in Config/Models"))
struct ShippedModelTests {
  private func firstForbidden(_ response: Response, _ bundle: ModelBundle) -> String? {
    let ids = bundle.encoder.response(response)
    let constraint = WorkflowConstraint(
      vocabulary: bundle.vocabulary, catalog: bundle.catalog, identifiers: bundle.identifiers,
      candidates: response.selectedNodes)
    let size = bundle.encoder.tokenizer.vocabulary.count
    return RandomProgram.firstForbidden(ids, in: constraint, vocabularySize: size).map {
      bundle.encoder.tokenizer.decodeText(Array(ids[max(0, $0 - 12)...$0]))
    }
  }

  @Test func `What the shipped model learned is never forbidden`() throws {
    let bundle = try ModelBundle.open(ShippedModel.path, catalog: TinyModel.catalog)
    for workflow in SampleWorkflows.all {
      let response = try SampleWorkflows.response(for: workflow)
      #expect(firstForbidden(response, bundle) == nil)
    }
  }

  @Test(.enabled(if: DataFolder.isPresent))
  func `Real programs of core nodes are hardly ever forbidden`() throws {
    let bundle = try ModelBundle.open(ShippedModel.path, catalog: TinyModel.catalog)
    var count = 0
    var forbidden: [String] = []
    for line in try DataFolder.read("workflows/train.jsonl.gz").split(separator: 0x0A).prefix(400) {
      guard count < 40, line.count < 60_000,
        let json = try JSONValue.parse(Array(line), readsNonFinite: true)["workflow"],
        let workflow = try? UIFormat.read(json, catalog: bundle.catalog).workflow,
        workflow.nodes.allSatisfy({ bundle.catalog.contains($0.classType) }),
        SampleWorkflows.validator.validate(workflow).passesGate
      else { continue }
      count += 1
      let response = try SampleWorkflows.response(for: workflow)
      if let place = firstForbidden(response, bundle) { forbidden.append(place) }
    }
    try #require(count >= 20, "only \(count) workflows to look at")
    // The mask shows no picture twice; one program in ten or twenty of people does.
    #expect(forbidden.count * 10 <= count, "\(forbidden.count) of \(count): \(forbidden)")
  }
}
