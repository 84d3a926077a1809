import KnowledgeBase
import Testing

@testable import Generation

@Suite struct SelectionOrderTests {
  private static let names = ["LoadImage", "LoadImageMask", "ImageCompositeMasked", "SaveImage"]

  /// The costs of all nodes at the start of a selection; `LoadImage` leads to
  /// `ImageCompositeMasked` in a share of known workflows.
  private func costs(missed: [String], leading share: Double = 0) throws -> [String: Double] {
    let leads = Self.names.map { $0 == "ImageCompositeMasked" ? share : 0 }
    let offer = NodeOffer(
      candidates: Self.names,
      leanings: Self.names.map { Leaning(odds: 0, leads: $0 == "LoadImage" ? leads : []) },
      catalog: TinyModel.catalog, identifiers: SmallOffer.identifiers,
      vocabulary: SmallOffer.vocabulary, supply: SmallOffer.supply)
    let constraint = WorkflowConstraint(vocabulary: SmallOffer.vocabulary, offer: offer)
    let places = try missed.map { try #require(offer.place(of: $0)) }
    return Dictionary(
      uniqueKeysWithValues: zip(offer.names, constraint.outOfPlaceCosts(places)))
  }

  @Test func `What leads to a node in known workflows belongs before it`() throws {
    let missed = ["LoadImage", "ImageCompositeMasked", "SaveImage"]
    let costs = try costs(missed: missed, leading: 0.75)
    #expect(costs["LoadImage"] == 0 && costs["LoadImageMask"] == 0)
    #expect(costs["ImageCompositeMasked"] == 0.75 * WorkflowConstraint.orderWeight)
    #expect(try self.costs(missed: missed)["ImageCompositeMasked"] == 0)
  }

  @Test func `The last that could take a result comes behind what makes it`() throws {
    let both = try costs(missed: ["LoadImage", "ImageCompositeMasked", "SaveImage"])
    #expect(both["SaveImage"] == WorkflowConstraint.orderWeight)
    let one = try costs(missed: ["ImageCompositeMasked"])
    #expect(one["SaveImage"] == WorkflowConstraint.orderWeight)
  }

  @Test func `A node whose result nothing to come takes is in the way`() throws {
    let costs = try costs(missed: ["SaveImage"])
    #expect(costs["LoadImageMask"] == WorkflowConstraint.strayWeight)
    #expect(costs["LoadImage"] == 0 && costs["SaveImage"] == 0)
  }
}
