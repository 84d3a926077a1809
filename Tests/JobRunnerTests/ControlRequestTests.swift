import JSON
import JobStore
import Testing

@testable import JobRunner

@Suite("ControlRequest")
struct ControlRequestTests {
  private static let longReason = String(repeating: "x", count: 1001)
  private static let key = String(repeating: "0a", count: 32)

  @Test(
    "what a client writes the runner reads",
    arguments: [
      ControlRequest.hello, .cancel(keys: [key]), .retry(keys: [key, key]),
      .priority(keys: [key], -100), .pause([.claiming, .intake], reason: "noise \u{1B}[1m"),
      .resume([.intake]), .ship(limit: 10_000, chunk: nil), .ship(limit: 1, chunk: 1000), .merge,
    ])
  func roundTrip(_ request: ControlRequest) throws {
    #expect(try ControlRequest(line: request.json.bytes()) == request)
  }

  @Test("the largest request fits into one line")
  func largest() {
    let keys = Array(repeating: Self.key, count: ControlRequest.jobLimit)
    #expect(
      ControlRequest.priority(keys: keys, -100).json.bytes().count < ControlRequest.lineLimit)
  }

  @Test(
    "what is no request is refused with a sentence",
    arguments: [
      ("cancel", "a request is one JSON object on one line"),
      ("[]", "a request is one JSON object on one line"),
      (
        "{}",
        "'op' must be hello, cancel, retry, priority, pause, resume, ship or merge, not left out"
      ),
      (
        #"{"op": "unlink"}"#,
        "'op' must be hello, cancel, retry, priority, pause, resume, ship or merge, not 'unlink'"
      ),
      (#"{"op": "cancel"}"#, "'jobs' needs 1 to 500 keys of 64 hexadecimal digits"),
      (#"{"op": "cancel", "jobs": []}"#, "'jobs' needs 1 to 500 keys of 64 hexadecimal digits"),
      (
        #"{"op": "retry", "jobs": ["../../etc"]}"#,
        "'jobs' needs 1 to 500 keys of 64 hexadecimal digits"
      ),
      (
        #"{"op": "retry", "jobs": ["\#(key)", 5]}"#,
        "'jobs' needs 1 to 500 keys of 64 hexadecimal digits"
      ),
      (
        #"{"op": "priority", "jobs": ["\#(key)"], "priority": 101}"#,
        "'priority' needs a whole number from -100 to 100"
      ),
      (#"{"op": "ship"}"#, "'limit' needs a whole number from 1 to 10000"),
      (
        #"{"op": "ship", "limit": 5, "chunk": 0}"#,
        "'chunk' needs a whole number from 1 to 1000, or null"
      ),
      (
        #"{"op": "pause", "what": ["all"]}"#,
        "'what' needs a list of claiming, intake or both"
      ),
      (
        #"{"op": "pause", "what": ["intake"], "reason": "\#(longReason)"}"#,
        "'reason' has more than 1000 bytes"
      ),
    ])
  func refused(_ line: String, _ sentence: String) {
    let refusal = #expect(throws: ControlRefusal.self) {
      try ControlRequest(line: Array(line.utf8))
    }
    #expect(refusal == .badRequest(sentence))
  }
}
