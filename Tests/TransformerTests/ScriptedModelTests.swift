import Testing
import Transformer

@Suite("The scripted model")
struct ScriptedModelTests {
  private func favourite(_ logits: UnsafeMutableBufferPointer<Float>) -> Int? {
    logits.indices.max { logits[$0] < logits[$1] }
  }

  @Test("Each row says its script, then the end token")
  func scripts() throws {
    let model = ScriptedModel(vocabularySize: 10, scripts: [[4, 5], [6]], end: 1)
    let session = try model.makeSession(rows: 3, maximumTokens: 9)
    try session.prefill([2, 2])
    var said: [[Int]] = [[], [], []]
    for _ in 0..<3 {
      let next = (0..<3).map { favourite(session.logits(row: $0)) ?? -1 }
      for row in 0..<3 { said[row].append(next[row]) }
      try session.step(tokens: next.map { Int32($0) })
    }
    #expect(said == [[4, 5, 1], [6, 1, 1], [4, 5, 1]])
  }

  @Test("Forced tokens, forks and cuts move a script like a real answer")
  func moves() throws {
    let model = ScriptedModel(vocabularySize: 10) { _, _, answer in Int32(answer.count % 10) }
    let session = try model.makeSession(rows: 2, maximumTokens: 9)
    try session.prefill([2])
    #expect(favourite(try session.feed(row: 1, tokens: [7, 7, 7])) == 3)
    try session.fork(row: 1, into: 0)
    #expect(favourite(session.logits(row: 0)) == 3)
    try session.rewind(row: 1, to: 2)
    #expect(session.length(row: 1) == 2)
    #expect(favourite(try session.feed(row: 1, tokens: [0])) == 2)
    #expect(throws: DecodingError.contextOverflow(needed: 10, room: 9)) {
      try session.feed(row: 1, tokens: [0, 0, 0, 0, 0, 0, 0])
    }
  }
}
