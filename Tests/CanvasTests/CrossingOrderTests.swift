import Testing

@testable import Canvas

@Suite("Order within layers")
struct CrossingOrderTests {
  private func wire(_ source: Int, _ target: Int) -> CrossingOrder.Wire {
    CrossingOrder.Wire(source: source, sourceShare: 0, target: target, targetShare: 0)
  }

  @Test("Crossed links are uncrossed")
  func uncrosses() {
    let order = CrossingOrder(
      start: [0, 1, 2, 3], layers: [0, 0, 1, 1], bands: [0, 0, 0, 0],
      wires: [wire(0, 3), wire(1, 2)])
    #expect(order.crossings() == 0)
    #expect(order.rows == [[0, 1], [3, 2]])
  }

  @Test("Bands are kept even if links cross for it")
  func bands() {
    let order = CrossingOrder(
      start: [0, 1, 2, 3], layers: [0, 0, 1, 1], bands: [0, 1, 0, 1],
      wires: [wire(0, 3), wire(1, 2)])
    #expect(order.rows == [[0, 1], [2, 3]])
  }
}
