import JSON
import Testing

@testable import Distribution

@Suite struct ShipmentManifestTests {
  @Test(
    "chunks hold every job once",
    arguments: [(5, 2, [2, 2, 1]), (4, 2, [2, 2]), (1, 25, [1]), (3, 1, [1, 1, 1]), (0, 5, [])])
  func chunks(_ jobs: Int, _ size: Int, _ counts: [Int]) throws {
    let manifest = ShipmentFolder.manifest(jobs: jobs, chunk: size)
    #expect(manifest.chunkCount == counts.count)
    let chunks = try (0..<counts.count).map { try manifest.chunk($0) }
    #expect(chunks.map(\.count) == counts)
    #expect(chunks.flatMap { $0 } == manifest.entries)
    for number in [-1, counts.count] {
      #expect(throws: DistributionError.noChunk(number, of: counts.count)) {
        try manifest.chunk(number)
      }
    }
  }

  @Test func `Another engine is told by what differs`() throws {
    let manifest = ShipmentFolder.manifest(jobs: 1)
    try manifest.require(engine: "e1", facts: JSONObject(), path: "/s")
    func differences(_ facts: JSONObject) -> String {
      do {
        try manifest.require(engine: "e2", facts: facts, path: "/s")
        return "none"
      } catch { return error.description }
    }
    #expect(
      differences(JSONObject([("model", "m2"), ("catalog", "c1")]))
        == "the shipment /s was made for another engine: model differs")
    #expect(
      differences(JSONObject([("version", "2")]))
        == "the shipment /s was made for another engine: model, catalog, version differ")
    #expect(
      differences(manifest.facts)
        == "the shipment /s was made for another engine: its digest differs")
  }

  @Test func `A line that is no job spoils the whole`() throws {
    let whole = ShipmentFolder.manifest(jobs: 2)
    func read(_ change: ([(name: String, bytes: [UInt8])]) -> [String: [UInt8]]) -> String {
      let files = change(whole.files)
      do {
        _ = try ShipmentManifest(path: "/s") { (name) in files[name] ?? [] }
        return "whole"
      } catch { return error.description }
    }
    #expect(read { Dictionary(uniqueKeysWithValues: $0.map { ($0.name, $0.bytes) }) } == "whole")
    let few = ShipmentFolder.manifest(jobs: 1).files
    #expect(
      read { files in
        [few[0].name: few[0].bytes, files[1].name: files[1].bytes, "SHA256": files[2].bytes]
      } == "the shipment /s is damaged: a file differs from its digest in SHA256")
  }
}
