import Distribution
import Foundation
import JSON
import JobStore
import OperatingSystem
import Spool
import Testing

@testable import JobRunner

/// A runner with jobs sent away, driven by hand.
struct Head {
  let folder = RunnerFolder()
  let loop: JobLoop
  let sent: Shipping.Sent
  let shipment: Shipment

  init(_ prompts: [String], chunk: Int = 2) throws {
    for (number, prompt) in prompts.enumerated() { try folder.drop("job\(number).txt", prompt) }
    loop = try folder.loop(mode: .run)
    _ = try SteppedRun(loop).stepControl()
    sent = try #require(try Shipping(loop: loop).send(limit: 100, chunkSize: chunk))
    shipment = try Shipment(path: sent.path)
  }

  func work(_ number: Int, stop: StopSignal = StopSignal()) throws -> ChunkRunner.Summary {
    try ChunkRunner(
      shipment, StubGenerator(), place: .init(host: "n\(number)"), stop: stop
    ).run(number)
  }

  func merge() {
    var merge = ShipmentMerge(loop)
    merge.step(0)
  }

  func states() throws -> [JobState] { try folder.jobs().map(\.state) }

  func events(_ kind: EventKind) throws -> [String] {
    try folder.history.events(after: 0).filter { $0.kind == kind }.compactMap(\.detail)
  }
}
