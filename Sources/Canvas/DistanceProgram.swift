/// Finds whole numbers that keep least distances and leave wished distances as little as possible.
///
/// Minimises the sum of `weight * |x[second] - x[first] - distance|` over all pulls, such that
/// `x[second] - x[first] >= apart` for everything kept apart. The dual of this is a minimum-cost
/// flow: a pull is an arc whose flow lies between minus and plus its weight, a least distance is an
/// arc without limit, and the numbers are the potentials of an optimal flow (``NetworkSimplex``).
/// Source: Gansner et al., IEEE TSE 19(3), 1993, where layers and coordinates are such programs.
struct DistanceProgram {
  /// How many numbers are sought.
  let count: Int
  private var arcs: [NetworkSimplex.Arc] = []
  private var supplies: [Int]

  /// A program over `count` numbers, without any wish yet.
  init(count: Int) {
    self.count = count
    supplies = Array(repeating: 0, count: count)
  }

  /// Demands `x[second] - x[first] >= apart`.
  ///
  /// Demands must not contradict each other around a circle.
  mutating func keep(_ first: Int, _ second: Int, apart: Int) {
    arcs.append(NetworkSimplex.Arc(source: second, target: first, cost: -apart, capacity: .max))
  }

  /// Wishes `x[second] - x[first] == distance`; every unit that is missed costs `weight`.
  mutating func pull(_ first: Int, _ second: Int, to distance: Int = 0, weight: Int) {
    guard weight > 0, first != second else { return }
    // Shifted by its weight, so that the flow begins at 0.
    arcs.append(
      NetworkSimplex.Arc(source: first, target: second, cost: distance, capacity: 2 * weight))
    supplies[first] += weight
    supplies[second] -= weight
  }

  /// The best numbers; the same for the same demands and wishes in the same order.
  ///
  /// Numbers that nothing connects have no meaning beside each other.
  func solved() -> [Int] {
    Array(NetworkSimplex(arcs, supplies: supplies).potentials.prefix(count))
  }
}
