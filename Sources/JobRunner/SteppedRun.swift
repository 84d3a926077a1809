public import JSON
import OperatingSystem
import Synchronization

/// A loop driven by hand, one step after the other on one thread: what simulations use.
///
/// The steps are those of ``JobLoop/run()``, where threads take them.
public final class SteppedRun {
  private let loop: JobLoop
  private var control: ControlLoop
  private let workers: [JobWorker]

  /// Watches the inbox, and has taken no step yet.
  /// - Throws: what watching throws.
  public init(_ loop: JobLoop) throws {
    self.loop = loop
    control = ControlLoop(loop, try loop.makeIntake())
    workers = (0..<max(1, loop.configuration.workers)).map { number in
      JobWorker(loop: loop, number: number, generator: loop.generator.makeWorker())
    }
  }

  /// How many workers there are.
  public var workerCount: Int { workers.count }

  /// What ended the run as a failure, or `nil`.
  public var failure: (any Error)? { loop.state.withLock { $0.failure } }

  /// What the control thread does between two rests.
  /// - Returns: Whether the run is over.
  /// - Throws: what makes going on impossible.
  public func stepControl() throws -> Bool {
    guard !loop.stop.isRaised else { return true }
    return try control.turn(loop.clocks.boot.now)
  }

  /// What the control socket would answer to a line.
  public func answer(_ line: [UInt8]) -> JSONValue { ControlDesk(loop: loop).answer(line) }

  /// One job of a worker, from claim to end.
  /// - Returns: Whether there was one.
  public func stepWorker(_ number: Int) -> Bool {
    guard loop.goesOn else { return false }
    return workers[number].turn()
  }
}
