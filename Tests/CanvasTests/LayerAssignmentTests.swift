import Testing

@testable import Canvas

@Suite("Layers")
struct LayerAssignmentTests {
  @Test("Layers are longest paths, and later blocks begin behind all layers of earlier ones")
  func blocks() {
    let layering = LayerAssignment(
      order: [0, 1, 2, 3, 4], links: [(0, 1), (1, 2), (0, 2), (3, 4)], blocks: [0, 0, 0, 2, 2])
    #expect(layering.layers == [0, 1, 2, 3, 4])
    #expect(layering.blocks == [0, 0, 0, 2, 2])
  }

  @Test("A node without links stands in the first layer of its block")
  func lonely() {
    let layering = LayerAssignment(order: [1, 0], links: [], blocks: [1, 0])
    #expect(layering.layers == [1, 0])
  }
}
