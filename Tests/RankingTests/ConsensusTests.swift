import Ranking
import Testing
import WorkflowGraph

@Suite struct ConsensusTests {
  @Test func theValueIsTheMeanLikenessToTheOthers() {
    // plain against upscaled: node F1 8/9; links 2 of 3 and 4, F1 4/7.
    let consensus = Consensus([chain(plain), chain(plain), chain(upscaled)])
    let unlike = (8.0 / 9 + 4.0 / 7) / 2
    #expect(consensus.value(of: 0, pool: [0, 1, 2]) == (1 + unlike) / 2)
    #expect(consensus.value(of: 2, pool: [0, 1, 2]) == unlike)
    #expect(consensus.value(of: 2, pool: [0]) == unlike)
  }

  @Test func anAnswerAloneAgreesWithNobody() {
    let consensus = Consensus([chain(plain)])
    #expect(consensus.value(of: 0, pool: [0]) == 0)
  }

  @Test func equalMeansEqualTypesAndLinksWhateverTheValues() {
    let consensus = Consensus([chain(plain), chain(plain), chain(upscaled)])
    #expect(consensus.areEqual(0, 1))
    #expect(!consensus.areEqual(0, 2))
  }

  @Test func duplicatesRaiseConsensus() {
    for copies in 1...5 {
      let fewer = Consensus(
        Array(repeating: chain(plain), count: copies) + [chain(upscaled)])
      let more = Consensus(
        Array(repeating: chain(plain), count: copies + 1) + [chain(upscaled)])
      #expect(
        more.value(of: 0, pool: Array(0..<(copies + 2)))
          > fewer.value(of: 0, pool: Array(0..<(copies + 1))))
    }
  }
}
