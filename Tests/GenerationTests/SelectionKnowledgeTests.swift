import JSON
import KnowledgeBase
import Testing
import WorkflowGraph

@testable import Generation

@Suite struct SelectionKnowledgeTests {
  private static let entry = WorkflowEntry(
    id: "a", family: "a", classTypes: ["EmptyLatentImage": 3], text: "",
    values: [
      GivenValue(classType: "EmptyLatentImage", input: "height", value: .null, count: 2),
      GivenValue(classType: "EmptyLatentImage", input: "width", value: 768),
    ])
  private static let counts = NodeCounts([entry]).record(of: "EmptyLatentImage")
  private static let values = NodeValues([entry]).record(of: "EmptyLatentImage")

  private func known(_ input: String, start: Int = 512) throws -> KnownValues {
    let odds = try #require(
      Self.values.odds(at: input, of: Self.counts, CountRecord.weights([Self.counts])))
    return KnownValues(
      odds, at: InputDefinition(name: input, type: .named("INT"), defaultValue: .int(start)))
  }

  @Test func `Values are known by their spelling, and by how it begins`() throws {
    let width = try known("width")
    #expect(width.log(of: "512") > width.log(of: "768"))
    #expect(width.log(of: "768") > width.log(of: "76"))
    #expect(width.bestLog(from: "7") == width.log(of: "768"))
    #expect(width.bestLog(from: "") == width.log(of: "512"))
    #expect(width.bestLog(from: "9") == width.log(of: "76"))
  }

  @Test func `A link in the place of a value is none`() throws {
    let height = try known("height")
    #expect(height.bestLog(from: "") == height.log(of: "512"))
    #expect(height.bestLog(from: "N") == height.log(of: "None"))
  }

  @Test func `Start values of decimals have a point`() throws {
    let odds = try #require(
      Self.values.odds(at: "cfg", of: Self.counts, CountRecord.weights([Self.counts])))
    let input = InputDefinition(name: "cfg", type: .named("FLOAT"), defaultValue: 8)
    #expect(KnownValues(odds, at: input).bestLog(from: "8.0") > odds.other)
  }

  @Test func `What nobody leans to is not known`() {
    let offer = SmallOffer.of(SmallOffer.textToImage)
    let knowledge = SelectionKnowledge(Array(offer.nodes.indices), of: offer)
    #expect(knowledge.counts.isEmpty && knowledge.values.isEmpty)
  }
}
