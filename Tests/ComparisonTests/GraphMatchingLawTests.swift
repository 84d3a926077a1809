import Comparison
import TestSupport
import Testing
import WorkflowGraph

private func randomGraph(_ generator: inout TestGenerator, nodes: Int, types: Int) -> Workflow {
  var workflow = Workflow()
  for number in 0..<nodes {
    let type = Int.random(in: 0..<types, using: &generator)
    var links: [(String, String, Int)] = []
    for input in ["a", "b"] where number > 0 && Int.random(in: 0..<3, using: &generator) > 0 {
      let source = Int.random(in: 0..<number, using: &generator)
      links.append((input, "\(source)", Int.random(in: 0..<2, using: &generator)))
    }
    workflow.nodes.append(made("\(number)", "T\(type)", links))
  }
  return workflow
}

/// The best mapping by trying all of them.
private func bruteForce(_ prediction: Workflow, _ gold: Workflow) -> Int {
  var best = 0
  var mapping: [String: String] = [:]
  let goldLinks = Set(gold.links.map { "\($0.source) \($0.slot) \($0.target) \($0.input)" })
  func visit(_ index: Int, _ free: [Node]) {
    guard index < prediction.nodes.count else {
      let count = prediction.links.count { link in
        guard let source = mapping[link.source], let target = mapping[link.target] else {
          return false
        }
        return goldLinks.contains("\(source) \(link.slot) \(target) \(link.input)")
      }
      best = max(best, count)
      return
    }
    let node = prediction.nodes[index]
    for image in free where image.classType == node.classType {
      mapping[node.id] = image.id
      visit(index + 1, free.filter { $0.id != image.id })
    }
    mapping[node.id] = nil
    visit(index + 1, free)
  }
  visit(0, gold.nodes)
  return best
}

@Suite struct GraphMatchingLawTests {
  @Test func branchAndBoundFindsWhatTryingAllMappingsFinds() throws {
    try forAll(count: 150) { generator in
      let types = Int.random(in: 1...3, using: &generator)
      return (
        randomGraph(&generator, nodes: Int.random(in: 0...5, using: &generator), types: types),
        randomGraph(&generator, nodes: Int.random(in: 0...5, using: &generator), types: types)
      )
    } law: { pair in
      let result = GraphF1.compare(pair.0, with: pair.1)
      #expect(result.isExact)
      #expect(result.score.matches == bruteForce(pair.0, pair.1))
    }
  }

  @Test func theScoreIsSymmetricBoundedByTypedLinksAndWitnessedByItsMapping() throws {
    try forAll(count: 60) { generator in
      (
        randomGraph(&generator, nodes: 9, types: 3), randomGraph(&generator, nodes: 9, types: 3)
      )
    } law: { pair in
      let there = GraphF1.compare(pair.0, with: pair.1)
      let back = GraphF1.compare(pair.1, with: pair.0)
      #expect(there.isExact && back.isExact)
      #expect(there.score.matches == back.score.matches)
      var names = NameTable()
      let left = ComparableWorkflow(pair.0, names: &names)
      let right = ComparableWorkflow(pair.1, names: &names)
      #expect(there.score.matches <= left.typedLinkOverlap(with: right))
      #expect(witnessed(there.mapping, pair.0, pair.1) == there.score.matches)
    }
  }

  @Test func aLimitedSearchNeverClaimsMoreThanItsMappingShows() throws {
    try forAll(count: 40) { generator in
      (
        randomGraph(&generator, nodes: 14, types: 2), randomGraph(&generator, nodes: 14, types: 2)
      )
    } law: { pair in
      let result = GraphF1.compare(pair.0, with: pair.1, expansionLimit: 40)
      #expect(witnessed(result.mapping, pair.0, pair.1) == result.score.matches)
      let again = GraphF1.compare(pair.0, with: pair.1, expansionLimit: 40)
      #expect(again == result)
    }
  }

  @Test func shufflingAndRenumberingNeverChangesAGraph() throws {
    try forAll(count: 60) { generator in
      let workflow = randomGraph(&generator, nodes: 20, types: 4)
      var shuffled = workflow.renamed { "x\($0)" }
      shuffled.nodes.shuffle(using: &generator)
      return (workflow, shuffled)
    } law: { pair in
      let likeness = Likeness(pair.0, pair.1)
      #expect(likeness.meanF1 == 1)
      #expect(likeness.graph.isExact)
      #expect(TypeF1.compare(pair.0, with: pair.1).f1 == 1)
    }
  }

  /// How many links a mapping really matches.
  private func witnessed(_ mapping: [Int?], _ prediction: Workflow, _ gold: Workflow) -> Int {
    let places = prediction.places
    let goldLinks = Set(gold.links.map { "\($0.source) \($0.slot) \($0.target) \($0.input)" })
    let images = mapping.compactMap { $0 }
    #expect(Set(images).count == images.count)
    return prediction.links.count { link in
      guard let source = places[link.source].flatMap({ mapping[$0] }),
        let target = places[link.target].flatMap({ mapping[$0] })
      else { return false }
      let ids = (gold.nodes[source].id, gold.nodes[target].id)
      return goldLinks.contains("\(ids.0) \(link.slot) \(ids.1) \(link.input)")
    }
  }
}
