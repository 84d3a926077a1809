import Testing

@testable import Training

struct TrainingLogTests {
  @Test func `lines are JSON objects in a fixed order`() throws {
    var lines: [String] = []
    let log = TrainingLog { lines.append($0) }
    try log.record(
      TrainingLog.Step(
        step: 12, epoch: 0.123456, loss: 2.5, learningRate: 0.001, gradientNorm: 0.75,
        tokensPerSecond: 1900.123, elapsedSeconds: 31.50049))
    try log.recordHeldOut(step: 12, loss: 2.25, elapsedSeconds: 32)
    #expect(
      lines[0] == "{\"step\":12,\"epoch\":0.1235,\"loss\":2.5,\"learningRate\":0.001,"
        + "\"gradientNorm\":0.75,\"tokensPerSecond\":1900.1,\"elapsedSeconds\":31.5}")
    #expect(lines[1] == "{\"step\":12,\"heldOutLoss\":2.25,\"elapsedSeconds\":32.0}")
  }
}
