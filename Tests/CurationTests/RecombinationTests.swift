import KnowledgeBase
import TestSupport
import Testing
import WorkflowGraph

@testable import Curation

@Suite struct RecombinationTests {
  private static let curated = [
    SmallCorpus.curated(SmallCorpus.lora, id: "a"),
    SmallCorpus.curated(GraftTests.second, id: "b"),
  ]
  private static let recombination = Recombination(curated, catalog: SmallCorpus.catalog)

  private static let children: [RecombinedWorkflow] = (0..<200).compactMap { seed in
    var random = TestGenerator(state: UInt64(seed))
    return recombination.child(using: &random)
  }

  @Test func `Every child is executable and of a sensible size`() {
    let curator = Curator(catalog: SmallCorpus.catalog)
    #expect(Self.children.count > 150)
    for child in Self.children {
      child.workflow.checkInvariants()
      #expect(Recombination.sizes.contains(child.workflow.nodes.count))
      #expect(curator.executable(child.workflow) == child.workflow)
    }
  }

  @Test func `Children differ from what they began as and from one another`() {
    let signs = Set(Self.children.map { Self.sign($0.workflow) })
    #expect(Self.children.allSatisfy { $0.workflow != $0.base.workflow })
    #expect(signs.count >= 5, "\(signs.count)")
  }

  @Test func `A child names the families of all that gave pieces`() {
    for child in Self.children {
      #expect(child.families.contains(child.base.entry.family))
      let hasPiece = child.workflow.nodes.contains { $0.id.hasPrefix("r") }
      if hasPiece { #expect(child.families == ["f-a", "f-b"]) }
    }
    #expect(Self.children.contains { $0.families.count == 2 })
    #expect(Self.children.contains { $0.families.count == 1 })
  }

  @Test func `A seed gives the same child`() {
    func child() -> Workflow? {
      var random = TestGenerator(state: 3)
      return Self.recombination.child(using: &random)?.workflow
    }
    #expect(child() == child())
  }

  @Test func `Without workflows there is no child`() {
    var random = TestGenerator(state: 1)
    #expect(Recombination([], catalog: SmallCorpus.catalog).child(using: &random) == nil)
  }

  @Test(.enabled(if: DataFolder.isPresent, "NIGHTLOOM_DATA is not set"))
  func `Real workflows give children of many wirings`() throws {
    let entries = try CorpusReader.entries(SmallCorpus.firstTrainLines(120))
    let catalog = SmallCorpus.load(.all)
    let kept = Curator(catalog: catalog).curate(entries).kept
    let recombination = Recombination(kept, catalog: catalog)
    var signs: Set<String> = []
    for seed in 0..<100 as Range<UInt64> {
      var random = TestGenerator(state: seed)
      if let child = recombination.child(using: &random) { signs.insert(Self.sign(child.workflow)) }
    }
    #expect(signs.count > 90, "\(signs.count) of 100")
  }

  /// Class types and links, without values.
  private static func sign(_ workflow: Workflow) -> String {
    let types = workflow.nodes.map(\.classType).sorted()
    let links = workflow.links.map { link in
      let ends = [link.source, link.target].map { workflow.node($0)?.classType ?? "" }
      return "\(ends[0])>\(ends[1]).\(link.input)"
    }
    return (types + links.sorted()).joined(separator: " ")
  }
}
