import Comparison
import Testing
import WorkflowGraph

@Suite struct LikenessTests {
  @Test func theMeanIsHalfNodesAndHalfLinks() {
    let likeness = Likeness(textToImage.removing("3"), textToImage)
    #expect(likeness.meanF1 == (12.0 / 13 + 14.0 / 16) / 2)
  }

  @Test func manyGraphsShareOneNameTable() {
    var names = NameTable()
    let graphs = [textToImage, textToImage.removing("3"), Workflow()].map {
      ComparableWorkflow($0, names: &names)
    }
    #expect(graphs.map(\.nodeCount) == [7, 6, 0])
    #expect(graphs.map(\.linkCount) == [9, 7, 0])
    #expect(Likeness(graphs[0], graphs[0]).meanF1 == 1)
    #expect(Likeness(graphs[0], graphs[2]).meanF1 == 0)
  }

  @Test func linksFromNowhereAreLeftOut() {
    var names = NameTable()
    let dangling = Workflow(nodes: [made("1", "A", [("x", "9", 0), ("y", "9", Int.max)])])
    #expect(ComparableWorkflow(dangling, names: &names).linkCount == 0)
  }
}
