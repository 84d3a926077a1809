import Foundation
import JSON
import OperatingSystem
import Testing

@testable import JobRunner

@Suite("ControlClient")
struct ControlClientTests {
  let folder = RunnerFolder()
  var path: String { folder.path + "/c" }

  @Test("without a runner, and with one that hangs up, the client says so")
  func nobody() throws {
    #expect(throws: ControlClientError.noRunner(path: path)) {
      try ControlClient(path: path).ask(.hello)
    }
    let listener = try UnixSocket.listen(path, mode: 0o600)
    let rude = Thread {
      for _ in 0..<100 {
        if (try? listener.accept()) != nil { return }
        Thread.sleep(forTimeInterval: 0.01)
      }
    }
    rude.start()
    let error = #expect(throws: ControlClientError.self) {
      try ControlClient(path: path, seconds: 2).ask(.hello)
    }
    #expect(
      error == .noAnswer(path: path)
        || error
          == .system(path: path, SystemCallError(call: "read", path: "", code: ECONNRESET))
    )
    #expect(
      ControlClientError.noRunner(path: "p").description == "no runner answers at p")
    #expect(
      ControlClientError.noAnswer(path: "p").description
        == "the runner at p went away before it answered")
  }

  @Test("who is sent away before he spoke is told why")
  func sentAway() throws {
    let listener = try UnixSocket.listen(path, mode: 0o600)
    let connection = try UnixSocket.connect(path)
    var theirs = try listener.accept()
    try theirs?.write(ControlRefusal.busy.json.bytes() + [0x0A], timeoutSeconds: 5)
    theirs = nil
    let error = #expect(throws: ControlClientError.self) {
      try ControlClient(path: path).ask(.hello, over: connection)
    }
    #expect(error?.description == "the runner refused: too many ask at once; ask again")
  }
}
