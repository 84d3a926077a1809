import Synchronization
import Testing

@testable import JobRunner

@Suite("WorkerPool")
struct WorkerPoolTests {
  @Test("every number works once, and the wait ends with the last")
  func everyNumber() {
    let seen = Mutex<Set<Int>>([])
    let isFree = Atomic<Bool>(false)
    let pool = WorkerPool(count: 4) { number in
      while !isFree.load(ordering: .acquiring) {}
      _ = seen.withLock { $0.insert(number) }
    }
    #expect(!pool.wait(milliseconds: 20))
    isFree.store(true, ordering: .releasing)
    #expect(pool.wait(milliseconds: 10_000))
    #expect(seen.withLock { $0 } == [0, 1, 2, 3])
  }
}
