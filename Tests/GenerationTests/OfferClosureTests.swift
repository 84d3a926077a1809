import Testing
import WorkflowGraph

@testable import Generation

@Suite struct OfferClosureTests {
  private let definitions = [
    SmallOffer.node("Make", makes: ["A"]), SmallOffer.node("Mix", takes: ["A", "B"], makes: ["C"]),
    SmallOffer.node("Deepen", takes: ["C"], makes: ["D"]),
    SmallOffer.node("ShowA", takes: ["A"], isOutput: true),
    SmallOffer.node("ShowD", takes: ["D"], isOutput: true),
  ]

  private func closure(
    _ candidates: [String], adding further: [NodeDefinition] = []
  ) -> OfferClosure {
    let catalog = NodeCatalog(definitions + further)
    return OfferClosure(candidates, catalog: catalog, supply: SupplyIndex(catalog))
  }

  @Test func `What falls takes with it what only it feeds`() {
    let closure = closure(["ShowD", "Make", "Mix", "Deepen", "ShowA"])
    #expect(closure.definitions.map(\.classType) == ["Make", "ShowA"])
    #expect(closure.ranks == [0, 1])
    #expect(closure.types == [.any, .named("A")])
  }

  @Test func `What falls takes with it what only it shows`() {
    let maker = SmallOffer.node("MakeC", makes: ["C"])
    let closure = closure(["Make", "ShowA", "MakeC", "Deepen"], adding: [maker])
    #expect(closure.definitions.map(\.classType) == ["Make", "ShowA"])
  }

  @Test func `Where nothing is left, what the candidates lack is added`() {
    let maker = SmallOffer.node("MakeC", makes: ["C"])
    let closure = closure(["Deepen", "No such class"], adding: [maker])
    #expect(closure.definitions.map(\.classType) == ["Deepen", "MakeC", "ShowD"])
    #expect(closure.ranks == [1, 0, 2])
  }

  @Test func `What is lacking is added however deep it lies`() {
    let maker = SmallOffer.node("MakeB", makes: ["B"])
    let closure = closure(["ShowD"], adding: [maker])
    #expect(closure.definitions.map(\.classType) == ["ShowD", "Deepen", "Mix", "Make", "MakeB"])
    #expect(closure.ranks == [3, 2, 1, 0, 0])
  }
}
