import Sampling

/// Which examples make up the batches of one epoch, and which thread lane takes which.
struct BatchPlan: Equatable {
  /// Example numbers by batch, in order.
  let batches: [[Int]]

  /// Shuffles all examples once (Fisher and Yates, one draw per example) and cuts the order.
  ///
  /// A batch ends with the example that brings it to `batchTokens`. A last batch of less than half
  /// of that joins the one before it, so that no step follows a handful of tokens.
  init(rows: [Int], batchTokens: Int, generator: inout SeededGenerator) {
    var order = Array(rows.indices)
    for last in stride(from: order.count - 1, to: 0, by: -1) {
      let chosen = Int(generator.next().multipliedFullWidth(by: UInt64(last + 1)).high)
      order.swapAt(last, chosen)
    }
    var batches: [[Int]] = []
    var current: [Int] = []
    var tokens = 0
    for example in order {
      current.append(example)
      tokens += rows[example]
      if tokens >= batchTokens {
        batches.append(current)
        current = []
        tokens = 0
      }
    }
    if !current.isEmpty, tokens * 2 < batchTokens, let last = batches.popLast() {
      current = last + current
    }
    if !current.isEmpty { batches.append(current) }
    self.batches = batches
  }

  /// Splits a batch into `lanes` lists of about equal work, the same for the same input.
  ///
  /// Longest first, each to the lane with the least work so far; then single examples are swapped
  /// between the fullest and the emptiest lane while that helps. Work is T · (1 + T / 4096), the
  /// second term being attention's share.
  static func lanes(_ batch: [Int], rows: [Int], lanes count: Int) -> [[Int]] {
    func work(_ example: Int) -> Int { rows[example] * (4096 + rows[example]) }
    let ordered = batch.sorted { (rows[$1], $0) < (rows[$0], $1) }
    var lanes = [[Int]](repeating: [], count: count)
    var loads = [Int](repeating: 0, count: count)
    for example in ordered {
      let least = loads.indices.min { (loads[$0], $0) < (loads[$1], $1) } ?? 0
      lanes[least].append(example)
      loads[least] += work(example)
    }
    for _ in 0..<batch.count {
      let full = loads.indices.max { (loads[$0], $1) < (loads[$1], $0) } ?? 0
      let empty = loads.indices.min { (loads[$0], $0) < (loads[$1], $1) } ?? 0
      guard let swap = bestSwap(lanes[full].map(work), lanes[empty].map(work)) else { break }
      loads[full] -= swap.gain
      loads[empty] += swap.gain
      let moved = lanes[full][swap.from]
      lanes[full][swap.from] = lanes[empty][swap.to]
      lanes[empty][swap.to] = moved
    }
    return lanes
  }

  // The pair whose exchange leaves the smallest difference, when that is below the present one.
  private static func bestSwap(_ full: [Int], _ empty: [Int]) -> (from: Int, to: Int, gain: Int)? {
    let difference = full.reduce(0, +) - empty.reduce(0, +)
    var best: (from: Int, to: Int, gain: Int)?
    var smallest = difference
    for from in full.indices {
      for to in empty.indices {
        let gain = full[from] - empty[to]
        let left = abs(difference - 2 * gain)
        if gain > 0, left < smallest {
          smallest = left
          best = (from, to, gain)
        }
      }
    }
    return best
  }
}
