import Testing

@testable import Curation

@Suite struct StandardizedTests {
  @Test func `Chosen columns get mean 0 and deviation 1 over all blocks, then a column of ones`() {
    let scaled = Standardized([([1, 9, 5, 3, 9, 5], 2), ([5, 9, 5, 7, 9, 5], 2)], [0, 2])
    let rows = [(0, 0), (1, 0), (0, 1), (1, 1)].map { Array(scaled.row($0.0, of: $0.1)) }
    #expect(rows.map { $0[2] } == [1, 1, 1, 1])
    let first = rows.map { Double($0[0]) }
    #expect(abs(first.reduce(0, +)) < 1e-6)
    #expect(abs(first.reduce(0) { $0 + $1 * $1 } / 4 - 1) < 1e-6)
    #expect(abs(scaled.deviations[0] - 5.0.squareRoot()) < 1e-9)
  }

  @Test func `A constant column stays 0`() {
    let scaled = Standardized([([5, 5], 2)], [0])
    #expect(Array(scaled.row(1, of: 0)) == [0, 1])
    #expect(scaled.deviations == [1])
  }
}
