import Synchronization
import Testing

@testable import JobRunner

@Suite("WorkerPool")
struct WorkerPoolTests {
  @Test("every number works once, and the wait ends with the last")
  func everyNumber() {
    // One byte a number. An Atomic, since the thread sanitizer does not know Swift's Mutex.
    let seen = Atomic<Int>(0)
    let isFree = Atomic<Bool>(false)
    let pool = WorkerPool(count: 4) { number in
      while !isFree.load(ordering: .acquiring) {}
      seen.add(1 << (8 * number), ordering: .relaxed)
    }
    #expect(!pool.wait(milliseconds: 20))
    isFree.store(true, ordering: .releasing)
    #expect(pool.wait(milliseconds: 10_000))
    #expect(seen.load(ordering: .relaxed) == 0x0101_0101)
  }
}
