import TestSupport
import Testing

@testable import Sampling

@Suite struct TokenMaskTests {
  @Test("A mask is the set of what was put in")
  func laws() throws {
    try forAll { generator in
      (0..<2).map { _ in
        (0..<Int.random(in: 0...30, using: &generator)).map { _ in
          Int32.random(in: 0..<130, using: &generator)
        }
      }
    } law: { lists in
      var (first, second) = (TokenMask(capacity: 130), TokenMask(capacity: 130))
      first.insert(contentsOf: lists[0])
      second.insert(contentsOf: lists[1])
      let (one, other) = (Set(lists[0]), Set(lists[1]))
      try require(first.tokens == one.sorted(), "\(first.tokens)")
      try require(first.count == one.count && first.isEmpty == one.isEmpty, "\(first.count)")
      try require(first.single == (one.count == 1 ? one.first : nil), "single")
      var both = first
      both.formUnion(second)
      try require(both.tokens == one.union(other).sorted(), "union")
      both = first
      both.formIntersection(second)
      try require(both.tokens == one.intersection(other).sorted(), "intersection")
      for token in lists[1] { first.remove(token) }
      try require(first.tokens == one.subtracting(other).sorted(), "remove")
    }
  }

  @Test("All tokens, and none beyond")
  func all() {
    for capacity in [0, 1, 63, 64, 65, 128] {
      var mask = TokenMask(capacity: capacity)
      mask.insertAll()
      #expect(mask.count == capacity)
      #expect(!mask.contains(Int32(capacity)) && !mask.contains(-1))
      mask.removeAll()
      #expect(mask == TokenMask(capacity: capacity))
    }
  }

  @Test("A token outside the vocabulary is a caller's bug")
  func outside() async {
    await #expect(processExitsWith: .failure) {
      var mask = TokenMask(capacity: 3)
      mask.insert(3)
    }
  }
}
