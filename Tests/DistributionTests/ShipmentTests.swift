import Foundation
import JSON
import OperatingSystem
import Spool
import Testing

@testable import Distribution

/// A folder of shipments of its own for one test.
final class ShipmentFolder {
  let path: String
  let folder: DirectoryHandle
  static let id = "0123456789abcdef"

  init() throws {
    path = NSTemporaryDirectory() + "nightloom-shipments-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    folder = try DirectoryHandle(path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ manifest: ShipmentManifest = manifest(jobs: 5)) throws -> Shipment {
    try Shipment.write(manifest, id: Self.id, in: folder)
  }

  static func manifest(jobs: Int, chunk: Int = 2) -> ShipmentManifest {
    ShipmentManifest(
      engine: "e1", facts: JSONObject([("model", "m1"), ("catalog", "c1")]), chunkSize: chunk,
      entries: (0..<jobs).map { number in
        ShipmentManifest.Entry(
          slug: "cat-\(number)", key: String(repeating: "\(number % 10)", count: 64),
          body: ["prompt": .string("a cat \(number)\n")])
      })
  }
}

@Suite struct ShipmentTests {
  private let shipments: ShipmentFolder

  init() throws { shipments = try ShipmentFolder() }

  @Test func `What is written is read again, from any opening`() throws {
    let written = try shipments.write()
    let manifest = ShipmentFolder.manifest(jobs: 5)
    #expect(try written.manifest() == manifest)
    #expect(try Shipment(path: written.path).manifest() == manifest)
    let found = try #require(try Shipment.find(ShipmentFolder.id, in: shipments.folder))
    #expect(try found.manifest() == manifest && found.id == ShipmentFolder.id)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: shipments.path) == [ShipmentFolder.id])
  }

  @Test func `A stage of a cut-off writing is no shipment and does not stand in the way`() throws {
    try FileManager.default.createDirectory(
      atPath: shipments.path + "/.stage-" + ShipmentFolder.id, withIntermediateDirectories: true)
    #expect(try Shipment.find(ShipmentFolder.id, in: shipments.folder) == nil)
    #expect(try shipments.write().manifest().entries.count == 5)
    // A name that is taken is never replaced.
    #expect(throws: DistributionError.self) { try shipments.write() }
  }

  @Test(arguments: ["..", "", "0123456789ABCDEF", "0123456789abcde/", "0123456789abcdef0"])
  func `Words that are no ids lead nowhere`(word: String) throws {
    #expect(!Shipment.isID(word))
    #expect(try Shipment.find(word, in: shipments.folder) == nil)
  }

  @Test(arguments: ["manifest.jsonl", "engine.json", "SHA256"])
  func `A file that is another one is told`(name: String) throws {
    let shipment = try shipments.write()
    let path = shipment.path + "/" + name
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try text.replacing("1", with: "2").write(toFile: path, atomically: false, encoding: .utf8)
    let error = #expect(throws: DistributionError.self) { try shipment.manifest() }
    #expect(
      error
        == .damaged(path: shipment.path, problem: "a file differs from its digest in SHA256"))
    #expect(
      error?.description
        == "the shipment \(shipment.path) is damaged: a file differs from its digest in SHA256")
    try FileManager.default.removeItem(atPath: path)
    #expect(throws: DistributionError.damaged(path: shipment.path, problem: "\(name) is missing")) {
      try shipment.manifest()
    }
  }

  @Test func `Marks are set once or twice alike`() throws {
    let shipment = try shipments.write()
    #expect(!shipment.isClosed && !shipment.isMerged)
    for _ in 0..<2 { try shipment.close() }
    #expect(shipment.isClosed && !shipment.isMerged)
    for _ in 0..<2 { try shipment.markMerged() }
    #expect(shipment.isMerged)
  }

  @Test func `Results are published once, whoever comes second`() throws {
    let results = try shipments.write().results()
    let name = JobName(slug: "cat-0", key: String(repeating: "0", count: 64))
    func publish(_ claim: Int, _ text: String) throws -> Outbox.Outcome {
      try results.publish(
        name, claim: claim, schema: "nightloom.manifest/1", JSONObject(),
        [ResultFile("a.txt", Array(text.utf8)), ResultFile("rejected/1.txt", [0x31])], now: 0)
    }
    #expect(try publish(1, "first") == .published)
    #expect(try publish(2, "second") == .alreadyPublished)
    guard case .whole(let record) = try results.check(name) else {
      Issue.record("not whole")
      return
    }
    #expect(
      try results.files(name, record) == [
        ResultFile("a.txt", Array("first".utf8)), ResultFile("rejected/1.txt", [0x31]),
      ])
  }
}
