import Testing

@testable import KnowledgeBase

@Suite("What likely nodes need and give")
struct TypeSupplyTests {
  private let names = SmallKnowledge.catalog.definitions.map(\.classType)
  private let supply = TypeSupply(SmallKnowledge.catalog.definitions)

  private func unfed(_ classType: String, _ likely: [String: Double]) -> Float {
    supply.unfed(names.map { likely[$0] ?? 0 })[names.firstIndex(of: classType) ?? 0]
  }

  @Test("Without producers a need is unmet, with a sure one it is met")
  func needs() {
    #expect(unfed("Save", [:]) == 1)
    #expect(unfed("Save", ["LoadImage": 1]) == 0)
    #expect(abs(unfed("Save", ["LoadImage": 0.5, "Decode": 0.5]) - 0.25) < 1e-6)
  }

  @Test("The worst need counts, and of a union the best alternative")
  func worst() {
    #expect(unfed("Decode", ["Empty": 1]) == 1)
    #expect(abs(unfed("Mesh", ["MakeSplat": 0.75]) - 0.25) < 1e-6)
  }

  @Test("Nodes without needs and nodes that take anything are fed")
  func needless() {
    #expect(unfed("LoadImage", [:]) == 0)
    #expect(unfed("Any", [:]) == 0)
  }
}
