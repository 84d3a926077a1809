import OperatingSystem
import Synchronization

/// Runs the chunks of a shipment as child processes of this machine, some at the same time.
///
/// For trying the way of a cluster without one, and for machines where one process cannot use all
/// memory or processors.
public enum LocalLauncher {
  /// How a chunk ended.
  public struct End: Equatable, Sendable {
    /// Its number.
    public let chunk: Int
    /// The exit status; 71 when it could not be begun.
    public let status: Int32
    /// The last line it complained, printable.
    public let words: String
  }

  /// Runs all chunks to their end.
  ///
  /// - Parameters:
  ///   - chunks: How many there are.
  ///   - parallel: How many run at the same time.
  ///   - command: The argument vector of a chunk.
  /// - Returns: Their ends by number.
  public static func run(
    chunks: Int, parallel: Int, _ command: @escaping @Sendable (Int) -> [String]
  ) -> [End] {
    let line = Line(count: chunks)
    let pool = WorkerPool(count: max(1, min(parallel, chunks))) { _ in
      while let chunk = line.next() { line.add(end(of: chunk, command(chunk))) }
    }
    while !pool.wait(milliseconds: 1000) {}
    return line.ends
  }

  /// Which chunk is next, and how the others ended.
  private final class Line: Sendable {
    private let state: Mutex<(next: Int, ends: [End])>
    private let count: Int

    init(count: Int) {
      self.count = count
      state = Mutex((0, []))
    }

    func next() -> Int? {
      state.withLock { state in
        guard state.next < count else { return nil }
        state.next += 1
        return state.next - 1
      }
    }

    func add(_ end: End) { state.withLock { $0.ends.append(end) } }

    var ends: [End] { state.withLock { $0.ends }.sorted { $0.chunk < $1.chunk } }
  }

  private static func end(of chunk: Int, _ command: [String]) -> End {
    do throws(SystemCallError) {
      let outcome = try ChildProcess.run(command, outputLimit: 1 << 16)
      let last = outcome.errors.split(separator: 0x0A).last.map { displayName(Array($0)) }
      return End(chunk: chunk, status: outcome.status, words: last ?? "")
    } catch {
      return End(chunk: chunk, status: 71, words: "\(error)")
    }
  }
}
