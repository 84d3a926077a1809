import KnowledgeBase
import Testing

@testable import Generation

@Suite struct DeedLeaningTests {
  private static let deeds = ["VAEEncode": ["image_to_image"]]

  /// The nodes that a model selects which finds every token equally likely.
  private func selected(
    _ odds: [(String, Double)], asking deeds: [String: [String]] = deeds
  ) throws -> [String] {
    let leanings = odds.map { name, odds in
      var leaning = Leaning(odds: odds)
      leaning.deeds = deeds[name] ?? []
      return leaning
    }
    return try SmallOffer.of(odds.map(\.0), leanings).likeliestResponse().selectedNodes
  }

  private static let textToImage = SmallOffer.textToImage.map { ($0, 3.0) }

  @Test func `What is asked for is selected against its odds`() throws {
    let odds = Self.textToImage + [("VAEEncode", -3)]
    #expect(try selected(odds).contains("VAEEncode"))
    #expect(try !selected(odds, asking: [:]).contains("VAEEncode"))
  }

  @Test func `One node is enough for what is asked for`() throws {
    let odds = Self.textToImage + [("ImageScale", -3), ("ImageInvert", -4)]
    let deeds = ["ImageScale": ["resize"], "ImageInvert": ["resize"]]
    let one = try selected(odds, asking: deeds)
    #expect(one.contains("ImageScale") && !one.contains("ImageInvert"), "\(one)")
  }

  @Test func `What it waits for is selected too, unless it is far from likely`() throws {
    func odds(_ odds: Double) -> [(String, Double)] {
      [("LoadImage", 3), ("SaveImage", 3), ("ImageInvert", 3)]
        + [("VAELoader", -3), ("VAEEncode", odds), ("VAEDecode", -3)]
    }
    #expect(try selected(odds(-1.5)).contains("VAEEncode"))
    #expect(try !selected(odds(-1.5), asking: [:]).contains("VAEEncode"))
    #expect(try !selected(odds(-2.5)).contains("VAEEncode"))
  }

  @Test func `What waits for a picture does not bring one in where one is made`() throws {
    let odds = Self.textToImage + [("ImageScale", -1), ("LoadImage", -3)]
    let one = try selected(odds, asking: ["ImageScale": ["resize"]])
    #expect(one.contains("ImageScale") && !one.contains("LoadImage"), "\(one)")
  }

  @Test func `What no node works on is not brought in, and what one does is worked on`() throws {
    let idle = try selected(Self.textToImage + [("LoadImage", 3)])
    #expect(!idle.contains("LoadImage"), "\(idle)")
    let selected = try selected(Self.textToImage + [("LoadImage", 3), ("ImageInvert", -3)])
    #expect(selected.contains("LoadImage") && selected.contains("ImageInvert"))
  }
}
