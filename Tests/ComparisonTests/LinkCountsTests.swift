import TestSupport
import Testing

@testable import Comparison

@Suite struct LinkCountsTests {
  @Test func countsAgreeWithADictionaryOverAnyChanges() throws {
    try forAll(count: 20) { generator in
      (0..<600).map { _ in
        (0..<5).map { _ in Int32.random(in: -3...3, using: &generator) }
      }
    } law: { changes in
      var counts = LinkCounts()
      var expected: [[Int32]: (Int32, Int32)] = [:]
      for change in changes {
        let key = Array(change.prefix(4))
        let isPredicted = change[4] >= 0
        let typed = ComparableWorkflow.TypedLink(
          source: key[0], slot: key[1], target: key[2], input: key[3])
        counts.add(typed, predicted: isPredicted ? 1 : 0, gold: isPredicted ? 0 : 1)
        expected[key, default: (0, 0)].0 += isPredicted ? 1 : 0
        expected[key, default: (0, 0)].1 += isPredicted ? 0 : 1
        let entry = expected[key] ?? (0, 0)
        #expect(counts.isShared(typed) == (min(entry.0, entry.1) > 0))
      }
      #expect(counts.shared == expected.values.reduce(0) { $0 + Int(min($1.0, $1.1)) })
    }
  }
}
