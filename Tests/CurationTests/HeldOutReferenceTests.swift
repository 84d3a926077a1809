import Foundation
import JSON
import KnowledgeBase
import TestSupport
import Testing
import WorkflowGraph

@testable import Curation

/// Asks whether anything of the test families is in what was learned from and is shipped.
@Suite(.enabled(if: DataFolder.isPresent))
struct HeldOutReferenceTests {
  private let test: [CorpusEntry]
  private let train: [CorpusEntry]

  init() throws {
    func entries(_ split: String) throws -> [CorpusEntry] {
      try CorpusReader.entries([UInt8](DataFolder.read("workflows/\(split).jsonl.gz")))
    }
    test = try entries("test")
    train = try entries("train")
    try #require(test.count == 200 && train.count > 4_000)
  }

  @Test func `no test family and no test workflow is in the training split`() {
    #expect(Set(test.map(\.family)).isDisjoint(with: train.map(\.family)))
    let texts = Set(train.map { $0.workflow.bytes() })
    #expect(test.filter { texts.contains($0.workflow.bytes()) }.map(\.id) == [])
  }

  @Test func `no test family and no wiring of a test workflow is in the knowledge base`() throws {
    let path = repositoryRoot.appendingPathComponent("Config/KnowledgeBase/workflows.kb")
    let shipped = try WorkflowKnowledgeFormat.read([UInt8](Data(contentsOf: path)))
    #expect(Set(test.map(\.family)).isDisjoint(with: shipped.map(\.family)))
    let catalog = SmallCorpus.load(.extended)
    let wirings = Set(shipped.compactMap { $0.skeleton.map { "\($0)" } })
    func known(_ entries: some Sequence<CorpusEntry>) -> [String] {
      entries.filter { entry in
        guard let workflow = try? WorkflowFile.read(entry.workflow, catalog: catalog),
          let wiring = WorkflowSkeleton(workflow)
        else { return false }
        return wirings.contains("\(wiring)")
      }.map(\.id)
    }
    #expect(known(test) == [])
    // Training workflows are found so, or the line above would say nothing.
    #expect(known(train.prefix(200)).count > 20)
  }
}
