import Comparison
import Testing
import WorkflowGraph

/// The numbers were reproduced by running the official code with an exact-match embedder.
@Suite struct WorFEvalModeTests {
  private typealias Plan = WorFEvalMode.Plan

  /// A chain in which each node feeds the next; `order` says at which place each one is written.
  private func chain(_ names: [String], written order: [Int]? = nil) -> Plan {
    let order = order ?? Array(names.indices)
    var nodes = names
    for (step, place) in order.enumerated() { nodes[place] = names[step] }
    let edges = zip(order, order.dropFirst()).map { Plan.Edge($0, $1) }
    return Plan(nodes: nodes, edges: edges)
  }

  private let letters = ["A", "B", "C", "D", "E", "F", "G"]

  private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

  @Test func identicalShortPlansScoreOne() {
    #expect(WorFEvalMode.nodeScore(chain(letters), gold: chain(letters)).f1 == 1)
    #expect(WorFEvalMode.graphScore(chain(letters), gold: chain(letters)).f1 == 1)
  }

  @Test func anIdenticalPlanOfElevenEntriesWithStartAndEndScoresNineTenths() {
    let plan = chain(["START"] + (1...9).map { "N\($0)" } + ["END"])
    #expect(rounded(WorFEvalMode.nodeScore(plan, gold: plan).f1) == 0.9)
  }

  @Test func nothingInCommonStillScoresOneFifthForNodesAndCrashesForGraphs() {
    let other = chain(["X", "Y", "Z"])
    #expect(rounded(WorFEvalMode.nodeScore(other, gold: chain(letters)).f1) == 0.2)
    #expect(WorFEvalMode.graphScore(other, gold: chain(letters)) == .zero)
  }

  @Test func aChainWrittenBackwardsScoresOneSeventh() {
    let backwards = chain(letters, written: [6, 5, 4, 3, 2, 1, 0])
    #expect(rounded(WorFEvalMode.nodeScore(backwards, gold: chain(letters)).f1) == 0.143)
    #expect(rounded(WorFEvalMode.graphScore(backwards, gold: chain(letters)).f1) == 0.143)
  }

  @Test func aShuffledChainScoresFourSeventhsAndOneSeventh() {
    let shuffled = chain(letters, written: [3, 0, 4, 1, 5, 2, 6])
    #expect(rounded(WorFEvalMode.nodeScore(shuffled, gold: chain(letters)).f1) == 0.571)
    #expect(rounded(WorFEvalMode.graphScore(shuffled, gold: chain(letters)).f1) == 0.143)
  }

  @Test func equalNamesArePairedInOrder() {
    // The official matching gives 0.857 here, by the accident of its library.
    let plan = Plan(textToImage)
    #expect(WorFEvalMode.nodeScore(plan, gold: plan).f1 == 1)
    #expect(WorFEvalMode.graphScore(plan, gold: plan).f1 == 1)
  }

  @Test func theBestOfTheFirstTwentyOrdersCounts() {
    // Four independent nodes have 24 orders, listed from the last node ready to the first; the
    // written order is the twenty-fourth, so it is not tried.
    let loose = Plan(nodes: ["A", "B", "C", "D"], edges: [])
    let reversed = Plan(nodes: ["D", "C", "B", "A"], edges: [])
    #expect(WorFEvalMode.nodeScore(reversed, gold: loose).f1 == 1)
    #expect(WorFEvalMode.nodeScore(loose, gold: loose).f1 < 1)
  }

  @Test func emptyPlansAndCirclesScoreZero() {
    let circle = Plan(nodes: ["A", "B"], edges: [.init(0, 1), .init(1, 0)])
    let empty = Plan(nodes: [], edges: [])
    #expect(WorFEvalMode.nodeScore(circle, gold: circle) == .zero)
    #expect(WorFEvalMode.nodeScore(empty, gold: circle) == .zero)
    #expect(WorFEvalMode.graphScore(circle, gold: empty) == .zero)
  }
}
