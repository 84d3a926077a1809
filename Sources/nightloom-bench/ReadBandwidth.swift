import Kernels

/// How fast memory can be read: the bound of decoding.
enum ReadBandwidth {
  private static let bytes = 512 << 20
  private static let runs = 5

  /// Bytes a second, the best of five sums over 512 MiB, shared among `threads`.
  static func bytesPerSecond(threads: Int) -> Double {
    let count = bytes / 8
    let memory = UnsafeMutablePointer<UInt64>.allocate(capacity: count)
    defer { memory.deallocate() }
    for index in 0..<count { memory[index] = UInt64(index) }
    let sums = UnsafeMutablePointer<UInt64>.allocate(capacity: threads)
    defer { sums.deallocate() }
    let clock = ContinuousClock()
    let seconds = (0..<runs).map { _ in
      clock.measure {
        Parallel.perform(threads) { thread in
          let (first, last) = (count / threads * thread, count / threads * (thread + 1))
          var sum: UInt64 = 0
          for index in first..<last { sum &+= memory[index] }
          sums[thread] = sum
        }
      } / .seconds(1)
    }
    // The sums are looked at, so that the reading cannot be left out.
    let isRead = (0..<threads).contains { sums[$0] != 0 }
    return isRead ? Double(bytes) / (seconds.min() ?? .infinity) : 0
  }
}
