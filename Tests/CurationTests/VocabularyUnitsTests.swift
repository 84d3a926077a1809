import Curation
import Generation
import Testing

@Suite struct VocabularyUnitsTests {
  private func units(_ responses: [Response], classTypesFrom: Int = 1, fragmentsFrom: Int = 1)
    -> [String]
  {
    var units = VocabularyUnits()
    for response in responses { units.count(response) }
    return units.units(classTypesFrom: classTypesFrom, fragmentsFrom: fragmentsFrom)
  }

  private let response = Response(
    selectedNodes: ["KSampler", "Load Image"], designPrinciple: "",
    code: """
      image_1, mask_1 = Load_Image()
      latent_2 = KSampler(model=model_12, steps=25, sampler_name="euler")
      """)

  @Test func `Names, targets, arguments and values are pieces`() {
    let found = Set(units([response]))
    for piece in [
      "KSampler", "Load Image", "Load_Image", "image_", ", mask_", "latent_", "(model=",
      "(model=model_", ", steps=", ", sampler_name=", "\"euler\"", " = ", ")\n", "()\n",
      "\"$prompt\"",
    ] {
      #expect(found.contains(piece), "\(piece)")
    }
    #expect(!found.contains("25") && !found.contains { $0.contains("12") })
  }

  @Test func `Pieces are distinct and longer than a byte, however often they occur`() {
    let found = units([response, response, response])
    #expect(Set(found).count == found.count)
    #expect(found.allSatisfy { $0.utf8.count > 1 })
  }

  @Test func `Rare pieces stay away`() {
    let found = units([response, response], classTypesFrom: 3, fragmentsFrom: 3)
    #expect(found == units([]))
    #expect(
      units([response, response, response], classTypesFrom: 3, fragmentsFrom: 9)
        .contains("KSampler"))
  }

  @Test func `The limit holds`() {
    var units = VocabularyUnits()
    units.count(response)
    #expect(units.units(classTypesFrom: 1, fragmentsFrom: 1, limit: 5).count == 5)
  }

  @Test func `Odd code is no trap`() {
    for code in ["", "=", " = ", " = (", "a = b(", "a = b(c", "a = b(=", "x = y(**{\"a b\": 1})"] {
      _ = units([Response(selectedNodes: [], designPrinciple: "", code: code)])
    }
  }
}
