import Sampling
import Testing

@Suite struct TokenChoiceTests {
  private func restricted(_ choice: TokenChoice) -> [Float] {
    var logits: [Float] = [0.5, 1, -2, 3]
    logits.withUnsafeMutableBufferPointer { logits in
      if let base = logits.baseAddress { choice.restrict(base) }
    }
    return logits
  }

  @Test func `What could not follow loses its odds, the rest keeps its own`() {
    var mask = TokenMask(capacity: 4)
    mask.insert(contentsOf: [1, 2])
    let logits = restricted(TokenChoice(mask: mask))
    #expect(logits[1] == 1 && logits[2] == -2)
    #expect(logits[0] < -1e8 && logits[3] < -1e8)
  }

  @Test func `Shifts are added to the tokens they name`() {
    var mask = TokenMask(capacity: 4)
    mask.insert(contentsOf: [0, 1, 3])
    let shifts: [TokenChoice.Shift] = [.init(token: 1, amount: -0.5), .init(token: 3, amount: 2)]
    let logits = restricted(TokenChoice(mask: mask, shifts: shifts))
    #expect([logits[0], logits[1], logits[3]] == [0.5, 0.5, 5])
  }
}
