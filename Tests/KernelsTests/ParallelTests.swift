import Kernels
import Testing

struct ParallelTests {
  @Test(arguments: [0, 1, 2, 100])
  func `every number is called exactly once`(count: Int) {
    let calls = filled(100) { calls in Parallel.perform(count) { calls[$0] += 1 } }
    #expect(calls == (0..<100).map { $0 < count ? 1 : 0 })
  }

  @Test(arguments: [0, 1, 100])
  func `a map keeps the order`(count: Int) {
    #expect(Parallel.map(count) { "\($0)" } == (0..<count).map { "\($0)" })
  }
}
