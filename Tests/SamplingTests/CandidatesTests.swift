import TestSupport
import Testing

@testable import Sampling

@Suite struct CandidatesTests {
  @Test("Candidates leave the heap by score, then by id")
  func order() throws {
    try forAll { generator in
      (0..<Int.random(in: 0...40, using: &generator)).map { index in
        let score = Float(Int.random(in: 0...9, using: &generator))
        return Candidate(token: Int32(index), score: score, weight: 0)
      }
    } law: { candidates in
      var buffer = candidates
      let taken = buffer.withUnsafeMutableBufferPointer { buffer in
        var heap = CandidateHeap(buffer)
        var taken: [Int32] = []
        while let candidate = heap.take() { taken.append(candidate.token) }
        return (taken, taken.indices.map { heap[$0].token })
      }
      let expected = candidates.sorted { $0.precedes($1) }.map(\.token)
      try require(taken.0 == expected && taken.1 == expected, "\(taken)")
    }
  }
}
