import Testing

@testable import JobStore

@Suite struct ThroughputTests {
  @Test func speedComesFromTheJobsDoneLately() throws {
    let store = try StoreFolder()
    let queue = try store.queue()
    let history = try JobHistory(path: store.path)
    #expect(try history.throughput() == nil)
    try queue.take(1, (1...6).map { request("job-\($0)") })
    for number in 1...6 {
      let (_, lease) = try queue.take()
      _ = try queue.recordAttempt(attempt(1, milliseconds: Int64(number) * 1000), lease)
      if number == 6 { _ = try queue.recordAttempt(attempt(2, milliseconds: 9000), lease) }
      _ = try queue.finish(lease, .done(goodResult), now: 5000)
    }
    let throughput = try #require(try history.throughput())
    #expect(throughput.jobs == 6 && throughput.attemptMilliseconds == 4000)
    #expect(throughput.attemptsPerJob == 7.0 / 6)
    #expect(throughput.tokensPerSecond == 140.0 / 3)
  }

  @Test func expectedTimesNeedFiveJobsAndGrowWithTheQueue() {
    let few = Throughput(
      jobs: 4, attemptMilliseconds: 1000, attemptsPerJob: 1, tokensPerSecond: 1)
    #expect(few.expectedMilliseconds(before: 0, workers: 1) == nil)
    let enough = Throughput(
      jobs: 5, attemptMilliseconds: 1000, attemptsPerJob: 1.5, tokensPerSecond: 1)
    #expect(enough.expectedMilliseconds(before: 0, workers: 2) == 1500)
    #expect(enough.expectedMilliseconds(before: 3, workers: 2) == 3000)
    #expect(enough.expectedMilliseconds(before: 3, workers: 0) == nil)
    #expect(enough.expectedMilliseconds(before: .max, workers: 1) == nil)
  }
}
