import Foundation
import JSON
import OperatingSystem
import Testing

@testable import Distribution

@Suite struct ShipmentProgressTests {
  private let shipments: ShipmentFolder
  private let shipment: Shipment
  private let written: Int64

  init() throws {
    shipments = try ShipmentFolder()
    shipment = try shipments.write()
    written = try shipment.folder.status(Array("engine.json".utf8)).modified / 1_000_000
  }

  private func sentence(after milliseconds: Int64) -> String {
    ShipmentProgress(shipment.id, in: shipments.path, now: written + milliseconds).sentence
  }

  @Test func `A shipment that nobody works on says how to go on`() {
    let start = "shipment \(shipment.id): 0 of 5 results, no task has told anything"
    #expect(sentence(after: 599_000) == start + " yet")
    #expect(
      sentence(after: 660_000) == start + " for 11 min; 'nightloom dispatch --engine E --resume"
        + " \(shipment.id)' launches it again, '--take-back \(shipment.id)' ends it")
  }

  @Test func `Results, tasks and the last word are counted`() throws {
    let results = shipment.path + "/results/"
    for name in ["cat-0-000000000000", ".stage-111111111111-5"] {
      try FileManager.default.createDirectory(
        atPath: results + name, withIntermediateDirectories: false)
    }
    for host in ["n1", "n2"] {
      try SegmentFile(shipment, host: host, process: 7).append(JSONObject())
    }
    let now = try #require(
      try shipment.folder.folder(Array("segments".utf8)).list().map {
        try shipment.folder.folder(Array("segments".utf8)).status($0).modified / 1_000_000
      }.max())
    let progress = ShipmentProgress(shipment.id, in: shipments.path, now: now + 40_000)
    #expect(
      progress.sentence
        == "shipment \(shipment.id): 1 of 5 results from 2 tasks, the last word 40 s ago")
    #expect(progress.json["tasks"] == ["n1-7", "n2-7"] && progress.json["silent_seconds"] == 40)
    try shipment.close()
    #expect(
      sentence(after: 0)
        == "shipment \(shipment.id): 1 of 5 results, closed; the runner takes them home")
  }

  @Test func `One that is not there is told, not taken for empty`() {
    let progress = ShipmentProgress("ffffffffffffffff", in: shipments.path, now: 0)
    #expect(progress.jobs == nil && progress.json["jobs"] == JSONValue.null)
    #expect(
      progress.sentence
        == "shipment ffffffffffffffff cannot be read; its jobs come back by themselves")
  }
}
