/// All topological orders, in the order in which networkx lists them (Varol and Rotem, 1981).
///
/// Ready nodes stand in a queue; the last one is taken. After each full order nodes are put back
/// at the front until a position has an untried candidate left. The first candidate tried at a
/// position is its base; when it comes round again the position is exhausted.
struct TopologicalSorts {
  private let targets: [[Int]]
  private var waiting: [Int]
  private var ready: [Int]
  private var bases: [Int] = []
  private var order: [Int] = []

  init(_ plan: WorFEvalMode.Plan) {
    var targets = [[Int]](repeating: [], count: plan.nodes.count)
    var waiting = [Int](repeating: 0, count: plan.nodes.count)
    for edge in plan.edges where !targets[edge.source].contains(edge.target) {
      targets[edge.source].append(edge.target)
      waiting[edge.target] += 1
    }
    self.targets = targets
    self.waiting = waiting
    ready = waiting.indices.filter { waiting[$0] == 0 }
  }

  /// The first `count` orders, or none when there is a cycle.
  func first(_ count: Int) -> [[Int]] {
    var state = self
    var found: [[Int]] = []
    repeat {
      if state.order.count == targets.count {
        found.append(state.order)
        if found.count == count { return found }
        state.stepBack()
      } else if !state.stepForward() {
        return []
      }
    } while !state.bases.isEmpty
    return found
  }

  private mutating func stepForward() -> Bool {
    guard let node = ready.popLast() else { return false }
    for target in targets[node] {
      waiting[target] -= 1
      if waiting[target] == 0 { ready.append(target) }
    }
    order.append(node)
    if bases.count < order.count { bases.append(node) }
    return true
  }

  private mutating func stepBack() {
    while let node = order.popLast() {
      for target in targets[node] { waiting[target] += 1 }
      while let last = ready.last, waiting[last] > 0 { ready.removeLast() }
      ready.insert(node, at: 0)
      guard ready.last == bases.last else { return }
      bases.removeLast()
    }
  }
}
