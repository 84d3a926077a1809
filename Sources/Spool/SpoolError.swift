public import OperatingSystem

/// What stopped an operation on the spool folders.
public enum SpoolError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A system call failed.
  case system(SystemCallError)
  /// A folder's owner or mode lets others tamper with the queue.
  case insecure(path: String, problem: String, repair: String)
  /// The folder lies on a file system whose locks cannot be trusted.
  case networkFileSystem(path: String, kind: String)
  /// A result file has a name that cannot be published.
  case badName(String)
  /// The path of an open folder leads somewhere else by now, or nowhere.
  case moved(path: String)
  /// The file of the lock was removed or replaced: another runner may work here by now.
  case lockLost(path: String)
  /// The name of a result was taken again and again by something foreign.
  case taken(path: String)

  /// What is wrong and where.
  public var description: String {
    switch self {
    case .system(let error): error.description
    case .insecure(let path, let problem, _): "\(path) is not safe: \(problem)"
    case .networkFileSystem(let path, let kind):
      "\(path) lies on \(kind), where locks and durable writes cannot be trusted"
    case .badName(let name): "'\(name)' cannot be the name of a result file"
    case .moved(let path): "\(path) was moved or removed while nightloom worked in it"
    case .lockLost(let path):
      "\(path) was removed or replaced while nightloom held its lock, so another runner may work"
        + " here; nothing more is published or recorded"
    case .taken(let path): "\(path) is taken by something that cannot be moved away"
    }
  }

  /// What to do about it, or `nil`.
  public var hint: String? {
    switch self {
    case .system(let error): error.hint
    case .insecure(_, _, let repair): repair
    case .networkFileSystem: "put the state folder on a local disk"
    case .badName: nil
    case .moved: "put it back, or start nightloom again, which makes a new one"
    case .lockLost:
      "start nightloom again; a lock file that nobody holds is in nobody's way, leave it there"
    case .taken: "look at it and move it out of the folder"
    }
  }
}

/// Runs system calls and turns their error into one of the spool.
func system<Result>(_ body: () throws(SystemCallError) -> Result) throws(SpoolError) -> Result {
  do {
    return try body()
  } catch {
    throw .system(error)
  }
}
