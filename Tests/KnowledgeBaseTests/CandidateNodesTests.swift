import KnowledgeBase
import TestSupport
import Testing

@Suite("Candidate nodes")
struct CandidateNodesTests {
  private let pool = (0..<100).map { "n\($0)" }

  @Test("Training candidates are the gold types and floor(0.8 n) others")
  func training() throws {
    try forAll(count: 100) { (generator: inout TestGenerator) in
      (Int(generator.next() % 20), generator)
    } law: { (count, generator) in
      var generator = generator
      let gold = (0..<count).map { "n\($0 * 3)" }
      let made = CandidateNodes.training(gold: gold + gold, pool: pool, using: &generator)
      #expect(made.classTypes.count == count + count * 4 / 5)
      #expect(Set(made.classTypes).count == made.classTypes.count)
      #expect(Set(gold).isSubset(of: Set(made.classTypes)))
    }
  }

  @Test("The same seed gives the same candidates, another seed others")
  func seeds() {
    func make(_ seed: UInt64) -> CandidateNodes {
      var generator = TestGenerator(state: seed)
      return .training(gold: ["n1", "n2", "n3", "n4", "n5"], pool: pool, using: &generator)
    }
    #expect(make(1) == make(1) && make(1) != make(2))
  }

  @Test("Position does not tell gold from others")
  func position() {
    var sum = 0
    for seed in 0..<2000 as Range<UInt64> {
      var generator = TestGenerator(state: seed &* 0x9E37_79B9)
      let made = CandidateNodes.training(
        gold: ["g0", "g1", "g2", "g3", "g4"], pool: pool, using: &generator)
      for (place, name) in made.classTypes.enumerated() where name.hasPrefix("g") { sum += place }
    }
    // The mean place of 10,000 gold types among 9 places; its deviation is 0.026.
    #expect(abs(Double(sum) / 10_000 - 4) < 0.1)
  }

  @Test("A small pool gives fewer random types")
  func smallPool() {
    var generator = TestGenerator(state: 1)
    let made = CandidateNodes.training(
      gold: ["a", "b", "c", "d", "e"], pool: ["a", "x"], using: &generator)
    #expect(Set(made.classTypes) == ["a", "b", "c", "d", "e", "x"])
  }

  @Test("Closing adds what is needed, shuffling nothing")
  func closed() {
    let retriever = SmallKnowledge.retriever
    let closed = CandidateNodes.closed(["LoadImage", "Save", "Upscale"], retriever: retriever)
    #expect(closed.classTypes == ["LoadImage", "Save", "Upscale", "UpscaleLoader"])
    #expect(closed.addedByClosure == ["UpscaleLoader"])
    var generator = TestGenerator(state: 3)
    #expect(closed.shuffled(using: &generator).classTypes.sorted() == closed.classTypes.sorted())
    let usable = CandidateNodes.closed(["Upscale"], retriever: retriever) { $0 != "UpscaleLoader" }
    #expect(!usable.classTypes.contains("UpscaleLoader"))
  }
}
