import Testing

@testable import Canvas

@Suite("A tree whose branches move")
struct SpanningTreeTests {
  /// Root 4 with leaves 0 to 3 by arcs 10 to 13, all leading up.
  private func star() -> SpanningTree {
    SpanningTree(leaves: (0..<4).map { (arc: 10 + $0, isUp: true) })
  }

  private func visited(_ tree: inout SpanningTree, below node: Int) -> [Int] {
    var nodes: [Int] = []
    tree.visit(below: node) { nodes.append($0) }
    return nodes.sorted()
  }

  @Test("A moved node takes its branch along")
  func move() {
    var tree = star()
    tree.move(0, upTo: 0, under: 1, arc: 20, isUp: false)
    #expect(visited(&tree, below: 1) == [0, 1])
    tree.move(1, upTo: 1, under: 2, arc: 21, isUp: true)
    #expect(visited(&tree, below: 2) == [0, 1, 2])
    #expect(tree.parents == [1, 2, 4, 4, -1])
    #expect(tree.arcs == [20, 21, 12, 13, -1])
    #expect(tree.isUp == [false, true, true, true, false])
    #expect(tree.meeting(0, 2) == 2 && tree.meeting(0, 3) == 4)
  }

  @Test("A branch that is hung by its lowest node turns round")
  func turned() {
    var tree = star()
    tree.move(0, upTo: 0, under: 1, arc: 20, isUp: true)
    tree.move(0, upTo: 1, under: 3, arc: 22, isUp: true)
    #expect(tree.parents == [3, 0, 4, 4, -1])
    #expect(tree.arcs == [22, 20, 12, 13, -1])
    #expect(tree.isUp == [true, false, true, true, false])
    #expect(visited(&tree, below: 3) == [0, 1, 3])
    #expect(tree.meeting(1, 3) == 3)
  }
}
