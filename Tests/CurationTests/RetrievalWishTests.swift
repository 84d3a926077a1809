import Testing

@testable import Curation

@Suite struct RetrievalWishTests {
  @Test func `A described workflow is a wish by its best description`() {
    var described = SmallCorpus.curated(SmallCorpus.lora, id: "w1")
    described.entry.descriptions = ["An ink drawing.", "Other words."]
    var silent = described
    silent.entry.descriptions = []
    let wishes = RetrievalWish.wishes([silent, described])
    #expect(wishes.count == 1)
    #expect(wishes[0].prompt == "An ink drawing." && wishes[0].family == "f-w1")
    #expect(wishes[0].gold.contains("LoraLoader") && wishes[0].gold.count == 7)
  }
}
