import Dispatch
import JSON
import OperatingSystem
import Synchronization

/// Serves the control socket: lines in, lines out, until the other side goes.
///
/// Each conversation has a thread of its own and five seconds for each line, so that a silent
/// client holds up nobody; of more than eight at once the later ones are sent away.
final class ControlServer {
  private static let talkLimit = 8

  private let listener: UnixSocket.Listener
  private let source: any DispatchSourceRead

  /// Refuses paths that no socket can have, before anything is touched.
  /// - Throws: ``RunnerError/controlSocket(path:)``.
  static func check(_ path: String) throws(RunnerError) {
    guard path.utf8.count <= UnixSocket.pathLimit else { throw .controlSocket(path: path) }
  }

  /// Listens as long as it lives; call it under the runner's lock.
  ///
  /// - Parameters:
  ///   - path: Of the socket; a stale one there is replaced.
  ///   - seconds: The time for one line.
  ///   - answer: Makes the answer to one line.
  /// - Throws: the failed call.
  init(
    _ path: String, seconds: Double = 5, answer: @escaping @Sendable ([UInt8]) -> JSONValue
  ) throws(SystemCallError) {
    let listener = try UnixSocket.listen(path, mode: 0o660)
    self.listener = listener
    source = DispatchSource.makeReadSource(
      fileDescriptor: listener.descriptor, queue: DispatchQueue(label: "nightloom.control"))
    let talks = Talks(seconds: seconds, answer: answer)
    source.setEventHandler { @Sendable in talks.begin(all: listener) }
    source.resume()
  }

  deinit { end() }

  /// Takes the socket away; conversations end by themselves.
  func end() {
    guard !source.isCancelled else { return }
    source.cancel()
    listener.removeName()
  }

  private final class Talks: Sendable {
    private let count = Atomic<Int>(0)
    private let seconds: Double
    private let answer: @Sendable ([UInt8]) -> JSONValue

    init(seconds: Double, answer: @escaping @Sendable ([UInt8]) -> JSONValue) {
      self.seconds = seconds
      self.answer = answer
    }

    /// The source is level-triggered: everyone who waits is let in.
    func begin(all listener: UnixSocket.Listener) {
      do throws(SystemCallError) {
        while let connection = try listener.accept() { begin(connection) }
      } catch {
        // No descriptor is free; whoever waits is let in a moment later.
        _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(200))
      }
    }

    private func begin(_ connection: UnixSocket.Connection) {
      guard count.add(1, ordering: .relaxed).newValue <= ControlServer.talkLimit else {
        count.subtract(1, ordering: .relaxed)
        return send(ControlRefusal.busy.json, connection)
      }
      // A serial queue has a thread whatever else computes; a concurrent one waits for processors.
      DispatchQueue(label: "nightloom.control.talk").async { @Sendable in
        self.talk(connection)
        self.count.subtract(1, ordering: .relaxed)
      }
    }

    private func talk(_ connection: UnixSocket.Connection) {
      do throws(SystemCallError) {
        while true {
          let line = try connection.readLine(
            limit: ControlRequest.lineLimit, timeoutSeconds: seconds)
          if line.isEmpty { return }
          send(answer(line), connection)
        }
      } catch {
        guard error.isMessageTooLong else { return }
        let limit = ControlRequest.lineLimit
        send(ControlRefusal.badRequest("a request has more than \(limit) bytes").json, connection)
      }
    }

    private func send(_ value: JSONValue, _ connection: UnixSocket.Connection) {
      do throws(SystemCallError) {
        try connection.write(value.bytes() + [0x0A], timeoutSeconds: seconds)
      } catch {
        // Whoever asked is gone or does not listen; what was done stays done.
        return
      }
    }
  }
}
