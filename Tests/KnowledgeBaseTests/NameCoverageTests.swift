import Testing

@testable import KnowledgeBase

@Suite("How much of a node's name a text says")
struct NameCoverageTests {
  private let coverage = NameCoverage(SmallKnowledge.catalog.definitions)

  private func share(_ classType: String, _ terms: Set<String>) -> Float {
    let place = SmallKnowledge.catalog.definitions.firstIndex { $0.classType == classType }
    return coverage.shares(of: terms)[place ?? 0]
  }

  @Test("All words are 1, none are 0, some lie between")
  func shares() {
    #expect(abs(share("LoadVideo", ["loadvideo", "load", "video"]) - 1) < 1e-5)
    #expect(share("LoadVideo", ["image"]) == 0)
    let some = share("LoadVideo", ["load", "video"])
    #expect(some > 0.3 && some < 1)
  }

  @Test("A rare word says more than a common one")
  func rarity() {
    #expect(share("SaveVideo", ["savevideo"]) > share("SaveVideo", ["video"]))
  }
}
