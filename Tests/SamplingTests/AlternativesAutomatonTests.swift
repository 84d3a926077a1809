import TestSupport
import Testing
import Tokenization

@testable import Sampling

@Suite struct AlternativesAutomatonTests {
  private func automaton(_ texts: [String], more: Bool = false) -> AlternativesAutomaton {
    AlternativesAutomaton(texts.map { Array($0.utf8) }, allowsMore: more)
  }

  private func read(_ text: String, _ automaton: inout AlternativesAutomaton) -> Bool {
    var accepted = true
    for byte in text.utf8 where accepted { accepted = automaton.advance(byte) }
    return accepted
  }

  @Test("Reading narrows the choice; what is common is forced")
  func narrowing() {
    var state = automaton(["euler", "euler_a", "heun", "euler"])
    #expect(state.alternatives.count == 3)
    #expect(state.forcedBytes == [])
    #expect(read("eu", &state))
    #expect(state.forcedBytes == Array("ler".utf8))
    #expect(!state.isComplete)
    #expect(read("ler", &state))
    #expect(state.isComplete && !state.isFinished)
    #expect(state.forcedBytes == [])
    #expect(read("_a", &state))
    #expect(state.isFinished)
    #expect(!read("x", &state))
  }

  @Test("More may follow a whole text where it is allowed")
  func more() {
    var state = automaton(["ab", "abcd"], more: true)
    #expect(!state.isComplete)
    #expect(read("abcx", &state))
    #expect(state.isComplete && !state.isFinished)
    var other = automaton(["ab"], more: true)
    #expect(!read("ax", &other))
  }

  @Test("No alternatives accept nothing")
  func none() {
    var state = automaton([])
    #expect(!state.isComplete && state.forcedBytes == [])
    #expect(!read("a", &state))
  }

  @Test("Following the alternatives gives the same mask as the walk over the trie")
  func masks() throws {
    try forAll(count: 500) { generator in
      let texts = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
        randomText(&generator, atMost: 6)
      }
      let start = randomText(&generator, atMost: 3)
      let more = Bool.random(using: &generator)
      return (
        try? randomVocabulary(&generator), AlternativesAutomaton(texts, allowsMore: more), start
      )
    } law: { item in
      guard let vocabulary = item.0 else { throw Broken(description: "no vocabulary") }
      let trie = TokenTrie(vocabulary: vocabulary)
      var automaton = item.1
      guard item.2.allSatisfy({ automaton.advance($0) }) else { return }
      var (walked, followed) = (
        TokenMask(capacity: vocabulary.count), TokenMask(capacity: vocabulary.count)
      )
      TrieMask.compute(automaton, trie, into: &walked)
      automaton.allowedTokens(trie, into: &followed)
      try require(walked == followed, "\(walked.tokens) \(followed.tokens)")
      if !automaton.forcedBytes.isEmpty {
        for id in walked.tokens {
          let token = vocabulary.tokens[Int(id)]
          let forced = automaton.forcedBytes
          try require(token.starts(with: forced) || forced.starts(with: token), "\(token)")
        }
      }
    }
  }
}
