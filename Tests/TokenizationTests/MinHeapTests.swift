import TestSupport
import Testing

@testable import Tokenization

@Suite struct MinHeapTests {
  @Test("Elements leave in ascending order")
  func order() throws {
    try forAll(count: 50) { generator in
      (0..<Int.random(in: 0...40, using: &generator)).map { _ in
        Int.random(in: 0...20, using: &generator)
      }
    } law: { values in
      var heap = MinHeap(Array(values.prefix(values.count / 2)))
      for value in values.dropFirst(values.count / 2) { heap.push(value) }
      var taken: [Int] = []
      while let value = heap.pop() { taken.append(value) }
      try require(taken == values.sorted(), "\(taken)")
    }
  }
}
