public import JSON
public import OperatingSystem

/// Talks to a runner over its control socket.
public struct ControlClient: Sendable {
  /// Where the socket is.
  public let path: String
  private let seconds: Double

  /// Makes a client; nothing is opened yet.
  ///
  /// - Parameters:
  ///   - path: Of the socket.
  ///   - seconds: How long to wait for an answer: the queue may be busy with many files.
  public init(path: String, seconds: Double = 60) {
    self.path = path
    self.seconds = seconds
  }

  /// Asks and waits for the answer.
  /// - Throws: ``ControlClientError``.
  public func ask(_ request: ControlRequest) throws(ControlClientError) -> JSONValue {
    let connection: UnixSocket.Connection
    do {
      connection = try UnixSocket.connect(path)
    } catch {
      throw error.isUnanswered ? .noRunner(path: path) : .system(path: path, error)
    }
    return try ask(request, over: connection)
  }

  /// Asks over an open connection, of which the runner may have hung up already.
  func ask(
    _ request: ControlRequest, over connection: UnixSocket.Connection
  ) throws(ControlClientError) -> JSONValue {
    let line: [UInt8]
    do throws(SystemCallError) {
      do throws(SystemCallError) {
        try connection.write(request.json.bytes() + [0x0A], timeoutSeconds: 5)
      } catch {
        // Whom too many ask, the runner sends away unheard: its reason is there to be read.
        guard error.isHungUp else { throw error }
      }
      line = try connection.readLine(limit: 4 << 20, timeoutSeconds: seconds)
    } catch {
      throw .system(path: path, error)
    }
    guard let answer = try? JSONValue.parse(line), let isDone = answer["ok"]?.bool else {
      throw .noAnswer(path: path)
    }
    guard isDone else {
      throw .refused(
        code: answer["error"]?["code"]?.string ?? "failed",
        message: answer["error"]?["message"]?.string ?? "no reason was given")
    }
    return answer
  }
}

/// Why a runner gave no answer.
public enum ControlClientError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Nobody listens.
  case noRunner(path: String)
  /// The runner does not carry it out.
  case refused(code: String, message: String)
  /// The runner went away in the middle.
  case noAnswer(path: String)
  /// A system call failed.
  case system(path: String, SystemCallError)

  /// What is wrong and where.
  public var description: String {
    switch self {
    case .noRunner(let path): "no runner answers at \(path)"
    case .refused(_, let message): "the runner refused: \(message)"
    case .noAnswer(let path): "the runner at \(path) went away before it answered"
    case .system(let path, let error): "cannot talk to the runner at \(path): \(error)"
    }
  }
}
