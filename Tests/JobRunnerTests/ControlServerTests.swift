import Foundation
import JSON
import OperatingSystem
import Testing

@testable import JobRunner

@Suite("ControlServer")
struct ControlServerTests {
  let folder = RunnerFolder()
  var path: String { folder.path + "/c" }

  @Test("several requests on one connection are answered in order")
  func lines() throws {
    let server = try ControlServer(path) { ["ok": true, "said": .int($0.count)] }
    let connection = try UnixSocket.connect(path)
    try connection.write(Array("a\nbb\nccc\n".utf8), timeoutSeconds: 60)
    let answers = try (0..<3).map { _ in
      String(decoding: try connection.readLine(limit: 100, timeoutSeconds: 60), as: UTF8.self)
    }
    #expect(
      answers == [
        #"{"ok":true,"said":1}"#, #"{"ok":true,"said":2}"#, #"{"ok":true,"said":3}"#,
      ])
    server.end()
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("a line above the limit is refused, silence ends the conversation, others go on")
  func limits() throws {
    let server = try ControlServer(path, seconds: 2) { _ in ["ok": true] }
    let silent = try UnixSocket.connect(path)
    let long = try UnixSocket.connect(path)
    let line = [UInt8](repeating: 0x78, count: ControlRequest.lineLimit + 1)
    try long.write(line, timeoutSeconds: 60)
    let answer = try JSONValue.parse(try long.readLine(limit: 1000, timeoutSeconds: 60))
    #expect(
      answer == [
        "schema": "nightloom.control/1", "ok": false,
        "error": ["code": "bad-request", "message": "a request has more than 65536 bytes"],
      ])
    #expect(try silent.readLine(limit: 10, timeoutSeconds: 60) == [])
    #expect(try ControlClient(path: path).ask(.hello)["ok"]?.bool == true)
    server.end()
  }

  @Test("of nine at once the last is sent away")
  func crowd() throws {
    // On a busy machine the first of them is silent for long until the last one is heard.
    let server = try ControlServer(path, seconds: 300) { _ in ["ok": true] }
    let crowd = try (0..<8).map { _ in try UnixSocket.connect(path) }
    // Each of them is in a conversation once it had an answer.
    for one in crowd {
      try one.write(Array("x\n".utf8), timeoutSeconds: 60)
      #expect(try !one.readLine(limit: 100, timeoutSeconds: 60).isEmpty)
    }
    let error = #expect(throws: ControlClientError.self) {
      try ControlClient(path: path).ask(.hello)
    }
    #expect(error?.description == "the runner refused: too many ask at once; ask again")
    withExtendedLifetime(crowd) {}
    server.end()
  }

  @Test("a path that no socket can have is an error before anything is touched")
  func longPath() throws {
    let path = "/" + String(repeating: "x", count: 107)
    let error = #expect(throws: RunnerError.self) {
      try folder.loop(RunnerFolder.settings { $0.controlSocket = path })
    }
    #expect(
      error?.description
        == "the path of the control socket has 108 bytes, more than the 107 that the system"
        + " allows: \(path)")
    #expect(error?.hint == "set control_socket to a shorter path, or to off")
    #expect(folder.names("state") == ["backup"])
  }
}
