import Dispatch

/// Runs the worker loops, each on a Dispatch queue of its own, and waits for their end.
final class WorkerPool: Sendable {
  private let group = DispatchGroup()

  /// Starts `count` loops; each gets its number.
  init(count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    for number in 0..<count {
      let queue = DispatchQueue(label: "nightloom.worker.\(number)")
      queue.async(group: group) { body(number) }
    }
  }

  /// Waits for the end of all loops; `false` when the time was over first.
  func wait(milliseconds: Int) -> Bool {
    group.wait(timeout: .now() + .milliseconds(milliseconds)) == .success
  }
}
