/// A tree of arcs under a root, of which branches can be hung elsewhere.
struct SpanningTree {
  /// The parent of each node; the root is the last node and has none (-1).
  private(set) var parents: [Int]
  /// The arc between each node and its parent.
  private(set) var arcs: [Int]
  /// Whether that arc leads to the parent.
  private(set) var isUp: [Bool]
  private var depths: [Int]
  // The children of a node form a list.
  private var firstChildren: [Int]
  private var nextSiblings: [Int]
  private var previousSiblings: [Int]

  /// A root with leaves.
  init(leaves: [(arc: Int, isUp: Bool)]) {
    let root = leaves.count
    parents = Array(repeating: root, count: root) + [-1]
    arcs = leaves.map(\.arc) + [-1]
    isUp = leaves.map(\.isUp) + [false]
    depths = Array(repeating: 1, count: root) + [0]
    firstChildren = Array(repeating: -1, count: root + 1)
    nextSiblings = firstChildren
    previousSiblings = firstChildren
    for leaf in (0..<root).reversed() { attach(leaf, root) }
  }

  /// The lowest node that lies above both nodes or is one of them.
  func meeting(_ first: Int, _ second: Int) -> Int {
    var a = first, b = second
    while a != b {
      if depths[a] >= depths[b] { a = parents[a] } else { b = parents[b] }
    }
    return a
  }

  /// Cuts a branch off and hangs it elsewhere by one of its nodes.
  ///
  /// - Parameters:
  ///   - node: The node that comes to be the top of the branch.
  ///   - top: The top of the branch until now.
  ///   - parent: A node outside the branch.
  ///   - arc: The arc between the two from now on.
  ///   - isUp: Whether it leads to `parent`.
  mutating func move(_ node: Int, upTo top: Int, under parent: Int, arc: Int, isUp: Bool) {
    var node = node, parent = parent, arc = arc, leadsUp = isUp
    while true {
      let old = (parent: parents[node], arc: arcs[node], isUp: self.isUp[node])
      detach(node)
      attach(node, parent)
      arcs[node] = arc
      self.isUp[node] = leadsUp
      if node == top { return }
      (parent, node, arc, leadsUp) = (node, old.parent, old.arc, !old.isUp)
    }
  }

  /// Visits a node and all below it, and counts their depths afresh.
  mutating func visit(below top: Int, _ body: (Int) -> Void) {
    var node = top
    while true {
      body(node)
      depths[node] = depths[parents[node]] + 1
      if firstChildren[node] >= 0 {
        node = firstChildren[node]
        continue
      }
      while node != top, nextSiblings[node] < 0 { node = parents[node] }
      if node == top { return }
      node = nextSiblings[node]
    }
  }

  private mutating func detach(_ node: Int) {
    let before = previousSiblings[node], after = nextSiblings[node]
    if before >= 0 { nextSiblings[before] = after } else { firstChildren[parents[node]] = after }
    if after >= 0 { previousSiblings[after] = before }
  }

  private mutating func attach(_ node: Int, _ parent: Int) {
    let after = firstChildren[parent]
    parents[node] = parent
    previousSiblings[node] = -1
    nextSiblings[node] = after
    if after >= 0 { previousSiblings[after] = node }
    firstChildren[parent] = node
  }
}
