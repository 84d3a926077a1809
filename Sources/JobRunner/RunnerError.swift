public import JobStore
import OperatingSystem
public import Spool

/// What keeps a runner from working.
public enum RunnerError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Another runner holds the lock; its process number when it is known.
  case locked(process: Int?, path: String)
  /// The database contradicts itself.
  case damagedQueue(path: String, finding: String)
  /// The path of the control socket is longer than the system allows.
  case controlSocket(path: String)
  /// The folders cannot be used.
  case spool(SpoolError)
  /// The database cannot be used.
  case queue(SQLiteError)

  /// What is wrong and where.
  public var description: String {
    switch self {
    case .locked(let process, let path):
      "another runner works on \(path)" + (process.map { " (process \($0))" } ?? "")
    case .damagedQueue(let path, let finding): "the queue \(path) is damaged: \(finding)"
    case .controlSocket(let path):
      "the path of the control socket has \(path.utf8.count) bytes, more than the"
        + " \(UnixSocket.pathLimit) that the system allows: \(path)"
    case .spool(let error): error.description
    case .queue(let error): error.description
    }
  }

  /// What to do about it, or `nil`.
  public var hint: String? {
    switch self {
    case .locked(let process, _):
      "wait for its end"
        + (process.map { ", or end it with 'kill \($0)'; it finishes its job first" } ?? "")
    case .damagedQueue(let path, _):
      "move \(path) away and start again; results in outbox/ are not touched"
    case .controlSocket: "set control_socket to a shorter path, or to off"
    case .spool(let error): error.hint
    case .queue: nil
    }
  }
}
