import Testing
import WorkflowGraph

@testable import KnowledgeBase

@Suite("The example for a wish")
struct ExampleChoiceTests {
  private static let classTypes = ["A", "B", "C", "D", "Save"]
  private let retriever = NodeRetriever(
    catalog: NodeCatalog(classTypes.map { SmallKnowledge.node($0, [], []) }),
    workflows: WorkflowKnowledgeBase([
      entry("ab", ["A", "B", "Save"]), entry("abcd", ["A", "B", "C", "D", "Save"]),
      entry("cd", ["C", "D", "Save"]), entry("bare", ["A"], hasSkeleton: false),
      entry("foreign", ["Gone", "Lost"]),
    ]))

  private static func entry(
    _ id: String, _ types: [String], hasSkeleton: Bool = true
  ) -> WorkflowEntry {
    let workflow = Workflow(nodes: types.map { Node(id: $0, classType: $0) })
    return WorkflowEntry(
      id: id, family: "f-" + id, classTypes: Dictionary(types.map { ($0, 1) }) { $0 + $1 },
      text: "", skeleton: hasSkeleton ? WorkflowSkeleton(workflow) : nil)
  }

  private func odds(_ scores: [Double]) -> NodeOdds {
    NodeOdds(scores: scores, isUsable: scores.map { _ in true })
  }

  private func best(
    _ scores: [Double], among candidates: [String]? = nil, excluding families: Set<String> = []
  ) -> String? {
    ExampleChoice(retriever).best(odds(scores), among: candidates, excluding: families)?.id
  }

  @Test("Of given candidates the workflow that shares most of them wins, not the largest")
  func given() {
    let even = [0.0, 0, 0, 0, 0]
    #expect(best(even, among: ["A", "B", "Save"]) == "ab")
    #expect(best(even, among: ["C", "D", "Save"]) == "cd")
    #expect(best(even, among: Self.classTypes) == "abcd")
  }

  @Test(
    "What is known of given candidates decides as well, and a stranger among them does not count")
  func leanings() {
    func best(_ odds: [Double], excluding families: Set<String> = []) -> String? {
      ExampleChoice(retriever).best(
        of: ["A", "B", "C", "Nowhere"], odds.map { Leaning(odds: $0) }, excluding: families)?.id
    }
    #expect(best([4, 4, -4, 4]) == "ab")
    #expect(best([-4, -4, 4, 4], excluding: ["f-abcd"]) == "cd")
    #expect(best([4, 4, -4, 4], excluding: ["f-ab"]) == "abcd")
  }

  @Test("The wish decides between workflows that share equally many candidates")
  func wish() {
    let all = ["A", "B", "C", "D"]
    #expect(best([2, 2, -2, -2, 0], among: all, excluding: ["f-abcd"]) == "ab")
    #expect(best([-2, -2, 2, 2, 0], among: all, excluding: ["f-abcd"]) == "cd")
  }

  @Test("Excluded families and workflows without a skeleton or a known type are never chosen")
  func excluded() {
    let even = [0.0, 0, 0, 0, 0]
    #expect(best(even, among: ["A"], excluding: ["f-ab", "f-abcd"]) == nil)
    #expect(best(even, among: ["Gone", "Lost"]) == nil)
  }

  @Test("Of workflows that promise alike the one of usable class types wins")
  func usable() {
    let even = odds([0, 0, 0, 0, 0])
    func best(_ unusable: String) -> String? {
      ExampleChoice(retriever).best(
        even, among: ["A", "B", "C", "D", "Save"], excluding: ["f-abcd"],
        usable: { $0 != unusable })?.id
    }
    #expect(best("C") == "ab")
    #expect(best("A") == "cd")
  }

  @Test("Of workflows that promise alike the one that does what is asked for wins")
  func deeds() {
    let terms = { (concept: String) in "concept" + concept.replacing("_", with: "") }
    func entry(_ id: String, _ concept: String) -> WorkflowEntry {
      WorkflowEntry(
        id: id, family: id, classTypes: ["A": 1, "Save": 1], text: terms(concept),
        skeleton: WorkflowSkeleton(Workflow(nodes: [Node(id: "1", classType: "A")])))
    }
    let retriever = NodeRetriever(
      catalog: NodeCatalog(Self.classTypes.map { SmallKnowledge.node($0, [], []) }),
      workflows: WorkflowKnowledgeBase([entry("still", "upscale"), entry("moving", "video_out")]))
    func best(_ wish: String?) -> String? {
      ExampleChoice(retriever).best(odds([1, 0, 0, 0, 1]), for: wish)?.id
    }
    #expect(best("upscale it") == "still")
    #expect(best("a video of rain") == "moving")
    #expect(best(nil) == "still")
  }
}
