/// A flow of least cost, found by the primal network simplex method.
///
/// A spanning tree under an artificial root holds all arcs whose flow is neither 0 nor at its
/// limit; each step puts a profitable arc into the tree in place of the one that limits it. The
/// trees are strongly feasible, so that steps without gain cannot go round in circles. Source:
/// Ahuja, Magnanti and Orlin, Network Flows, 1993, chapter 11.
struct NetworkSimplex {
  /// An arc whose flow goes from 0 to `capacity`; `Int.max` stands for no limit.
  struct Arc {
    var source: Int
    var target: Int
    var cost: Int
    var capacity: Int
  }

  private enum State: Int {
    case full = -1
    case tree = 0
    case empty = 1
  }

  /// For each node a number such that `cost + potentials[source] - potentials[target]` is at least
  /// 0 for arcs without flow, at most 0 for full arcs, and 0 for all others.
  private(set) var potentials: [Int]
  /// The flow of each arc, then of the arcs between nodes and root.
  private(set) var flows: [Int]
  private var arcs: [Arc]
  private var states: [State]
  private var tree: SpanningTree
  /// How many arcs are real; the others join a node with the root.
  private let realCount: Int
  /// The arc at which the search for a profitable one goes on.
  private var next = 0

  /// Solves a problem.
  ///
  /// - Parameters:
  ///   - arcs: The arcs; no circle without limits may have negative costs.
  ///   - supplies: What leaves each node beyond what enters it, for which a flow must exist.
  init(_ arcs: [Arc], supplies: [Int]) {
    realCount = arcs.count
    let root = supplies.count
    // Dearer than any path, so that no flow stays on an artificial arc.
    let dear = arcs.reduce(1) { $0 + abs($1.cost) }
    self.arcs =
      arcs
      + supplies.enumerated().map { node, supply in
        supply >= 0
          ? Arc(source: node, target: root, cost: 0, capacity: .max)
          : Arc(source: root, target: node, cost: dear, capacity: .max)
      }
    flows = Array(repeating: 0, count: arcs.count) + supplies.map(abs)
    states = Array(repeating: .empty, count: arcs.count)
    states += Array(repeating: .tree, count: supplies.count)
    potentials = supplies.map { $0 >= 0 ? 0 : dear } + [0]
    tree = SpanningTree(
      leaves: supplies.indices.map { (arc: arcs.count + $0, isUp: supplies[$0] >= 0) })
    while let entering = nextArc() {
      let change = push(entering)
      if change.leaving >= 0 { exchange(entering, change) }
    }
  }

  /// The most profitable arc of the next block that has one.
  private mutating func nextArc() -> Int? {
    let block = max(16, Int(Double(realCount).squareRoot()))
    var best: Int?
    var bestCost = 0
    for step in 1...max(1, realCount) where realCount > 0 {
      let arc = arcs[next]
      let cost =
        states[next].rawValue * (arc.cost + potentials[arc.source] - potentials[arc.target])
      if cost < bestCost {
        bestCost = cost
        best = next
      }
      next = next + 1 == realCount ? 0 : next + 1
      if step % block == 0, best != nil { return best }
    }
    return best
  }

  /// What a push of flow around a circle leads to.
  private struct Change {
    /// The node under the arc that leaves the tree; -1 if the entering arc itself is at its limit.
    var leaving = -1
    /// The end of the entering arc in the part that is cut off, and the other end.
    var inner = -1
    var outer = -1
  }

  /// Pushes as much flow as possible over an arc and back through the tree.
  private mutating func push(_ entering: Int) -> Change {
    let arc = arcs[entering]
    let isEmpty = states[entering] == .empty
    let first = isEmpty ? arc.source : arc.target
    let second = isEmpty ? arc.target : arc.source
    let join = tree.meeting(first, second)
    var amount = arc.capacity
    var change = Change()
    // Of several arcs without room the last one on the way round leaves: the tree stays strongly
    // feasible.
    var node = first
    while node != join {
      let room = room(above: node, downwards: true)
      if room < amount {
        amount = room
        change = Change(leaving: node, inner: first, outer: second)
      }
      node = tree.parents[node]
    }
    node = second
    while node != join {
      let room = room(above: node, downwards: false)
      if room <= amount {
        amount = room
        change = Change(leaving: node, inner: second, outer: first)
      }
      node = tree.parents[node]
    }
    precondition(amount < .max, "a circle of arcs without limits has negative costs")
    flows[entering] += isEmpty ? amount : -amount
    add(amount, from: first, to: join, downwards: true)
    add(amount, from: second, to: join, downwards: false)
    if change.leaving < 0 { states[entering] = isEmpty ? .full : .empty }
    return change
  }

  /// How much more can flow between a node and its parent.
  private func room(above node: Int, downwards: Bool) -> Int {
    let arc = tree.arcs[node]
    if tree.isUp[node] == downwards { return flows[arc] }
    return arcs[arc].capacity == .max ? .max : arcs[arc].capacity - flows[arc]
  }

  private mutating func add(_ amount: Int, from start: Int, to join: Int, downwards: Bool) {
    var node = start
    while node != join {
      flows[tree.arcs[node]] += tree.isUp[node] == downwards ? -amount : amount
      node = tree.parents[node]
    }
  }

  /// Puts the entering arc into the tree in place of the leaving one.
  private mutating func exchange(_ entering: Int, _ change: Change) {
    let leaving = tree.arcs[change.leaving]
    states[leaving] = flows[leaving] == 0 ? .empty : .full
    states[entering] = .tree
    let isUp = arcs[entering].source == change.inner
    tree.move(change.inner, upTo: change.leaving, under: change.outer, arc: entering, isUp: isUp)
    let cost = isUp ? -arcs[entering].cost : arcs[entering].cost
    let rise = potentials[change.outer] + cost - potentials[change.inner]
    tree.visit(below: change.inner) { potentials[$0] += rise }
  }
}
