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

  /// A tokenizer of single characters, but `76` is one token; a token is its first character's.
  private func spelling(_ text: String) -> [Int32] {
    var tokens: [Int32] = []
    for byte in text.utf8 {
      if byte == UInt8(ascii: "6"), tokens.last == Int32(UInt8(ascii: "7")) {
        tokens[tokens.count - 1] = 760
      } else {
        tokens.append(Int32(byte))
      }
    }
    return tokens
  }

  @Test func `Values are known by their spelling, and by how it goes on`() throws {
    let width = try known("width")
    #expect(width.log(of: "512") > width.log(of: "768"))
    #expect(width.log(of: "768") > width.log(of: "76"))
    #expect(
      width.onward(from: "", spelling: spelling) == [
        760: width.log(of: "768"), 0x35: width.log(of: "512"),
      ])
    #expect(width.onward(from: "76", spelling: spelling) == [0x38: width.log(of: "768")])
    #expect(width.onward(from: "9", spelling: spelling).isEmpty)
  }

  @Test func `No value goes on from the beginning of one of its tokens`() throws {
    let width = try known("width")
    #expect(width.onward(from: "7", spelling: spelling).isEmpty)
  }

  @Test func `A link in the place of a value is none`() throws {
    let height = try known("height")
    #expect(height.onward(from: "", spelling: spelling) == [0x35: height.log(of: "512")])
    #expect(height.log(of: "None") == height.other)
  }

  @Test func `Start values of decimals have a point`() throws {
    let odds = try #require(
      Self.values.odds(at: "cfg", of: Self.counts, CountRecord.weights([Self.counts])))
    let input = InputDefinition(name: "cfg", type: .named("FLOAT"), defaultValue: 8)
    #expect(KnownValues(odds, at: input).log(of: "8.0") > odds.other)
  }

  @Test func `What nobody leans to is not known`() {
    let offer = SmallOffer.of(SmallOffer.textToImage)
    let knowledge = SelectionKnowledge(Array(offer.nodes.indices), of: offer)
    #expect(knowledge.counts.isEmpty && knowledge.values.isEmpty)
  }
}
