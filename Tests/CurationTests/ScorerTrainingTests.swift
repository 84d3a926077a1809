import KnowledgeBase
import Testing
import WorkflowGraph

@testable import Curation

@Suite struct ScorerTrainingTests {
  /// Twelve families of three kinds: each kind has a word and a node of its own.
  private static let entries = (0..<12).map { number in
    let kind = ["Fox", "Owl", "Elk"][number % 3]
    return WorkflowEntry(
      id: "w\(number)", family: "f\(number)", classTypes: ["\(kind)Loader": 1, "SaveImage": 1],
      text: "a picture of one \(kind.lowercased()) number\(number)")
  }
  private static let catalog = NodeCatalog(
    (["FoxLoader", "OwlLoader", "ElkLoader", "SaveImage"] + (0..<90).map { "Other\($0)" })
      .map { NodeDefinition(classType: $0) })
  private static let wishes = entries.map { entry in
    RetrievalWish(
      prompt: "an \(entry.classTypes[0].classType.prefix(3).lowercased())", family: entry.family,
      gold: Set(entry.classTypes.map(\.classType)))
  }

  private static let retriever = NodeRetriever(
    catalog: catalog, workflows: WorkflowKnowledgeBase(entries))
  private static var training: ScorerTraining {
    ScorerTraining(retriever, wishes: wishes) { _ in true }
  }

  @Test func `Each learned scorer puts the gold types first`() {
    for step in ScorerSteps.standard {
      let scorer = Self.training.scorer(step)
      let found = Self.retriever.likeliest(for: "the owl", limit: 2, scorer: scorer)
      #expect(Set(found) == ["OwlLoader", "SaveImage"], "\(step.name)")
    }
  }

  @Test func `The same wishes give the same weights`() {
    let step = ScorerSteps.standard[4]
    #expect(Self.training.scorer(step) == Self.training.scorer(step))
    #expect(!Self.training.scorer(step).second.isEmpty)
  }

  @Test func `Recall is measured where all types can be offered`() {
    let all = Self.training.heldOutRecall(ScorerSteps.standard[0], folds: 3)
    #expect(all == [Double](repeating: 1, count: 12))
    let some = ScorerTraining(Self.retriever, wishes: Self.wishes) { $0 != "OwlLoader" }
    #expect(some.heldOutRecall(ScorerSteps.standard[0], folds: 3).count == 8)
  }

  @Test func `Wishes for nothing that can be offered are left out`() {
    let none = ScorerTraining(Self.retriever, wishes: Self.wishes) { $0 == "Other1" }
    #expect(none.wishCount == 0)
    #expect(Self.training.wishCount == 12)
  }
}
