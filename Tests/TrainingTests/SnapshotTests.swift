import Testing
import Training
import Transformer

struct SnapshotTests {
  private let bytes: [UInt8]
  private let snapshot: Snapshot

  init() throws {
    let trainer = try SFTTrainer(
      TrainableModel(tinyConfiguration, seed: 2), examples: tinyExamples(9),
      settings: SFTSettings(
        schedule: LearningRateSchedule(peak: 0.01, totalSteps: 9), batchTokens: 50))
    try trainer.run(until: .init(maximumSteps: 2), clock: { 0 })
    snapshot = trainer.snapshot()
    bytes = snapshot.encoded()
  }

  private func refusal(_ bytes: [UInt8]) -> String? {
    do {
      _ = try Snapshot(decoding: bytes)
      return nil
    } catch { return error.description }
  }

  @Test func `an average lies between, and wants models of one shape`() throws {
    var other = snapshot
    other.parameters = snapshot.parameters.map { $0 + 1 }
    let mean = try snapshot.averaged(with: other, share: 0.25)
    #expect(zip(mean.parameters, snapshot.parameters).allSatisfy { abs($0 - $1 - 0.25) < 1e-6 })
    #expect(mean.firstMoment == snapshot.firstMoment && mean.step == snapshot.step)
    other.configuration.contextLength += 1
    #expect(throws: TrainingError.snapshotOfOtherRun("its model has another shape")) {
      try snapshot.averaged(with: other, share: 0.5)
    }
  }

  @Test func `decoding undoes encoding`() throws {
    #expect(try Snapshot(decoding: bytes) == snapshot)
    #expect(snapshot.step == 2)
    #expect(snapshot.parameters.count == snapshot.secondMoment.count)
  }

  @Test func `foreign, short, long, newer and damaged bytes are told apart`() {
    #expect(refusal([]) == "this is not a nightloom training snapshot")
    #expect(refusal(Array("GGUF and so on".utf8)) == "this is not a nightloom training snapshot")
    #expect(
      refusal(Array(bytes.dropLast(3)))
        == "the snapshot should have \(bytes.count) bytes and has \(bytes.count - 3); it is cut "
        + "off or was appended to")
    #expect(
      refusal(bytes + [0])
        == "the snapshot should have \(bytes.count) bytes and has \(bytes.count + 1); it is cut "
        + "off or was appended to")
    var newer = bytes
    newer[8] = 2
    #expect(refusal(newer) == "the snapshot has layout version 2, this build reads version 1")
    var damaged = bytes
    damaged[5000] ^= 16
    #expect(
      refusal(damaged)
        == "the snapshot's checksum does not match its bytes; it is damaged, use an older one")
  }

  @Test func `no cut and no changed header byte is accepted or traps`() {
    for length in 0..<300 { #expect(refusal(Array(bytes.prefix(length))) != nil) }
    for place in 0..<144 {
      for flip: UInt8 in [1, 128, 255] {
        var changed = bytes
        changed[place] ^= flip
        #expect(refusal(changed) != nil)
      }
    }
  }
}
