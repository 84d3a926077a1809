public import JSON
public import JobStore

/// What a running runner can be asked over its socket.
///
/// One JSON object on one line. The operations are fixed and none of them takes a path:
///
///     {"op": "hello"}
///     {"op": "cancel", "jobs": ["<64 digits>", …]}
///     {"op": "retry", "jobs": […]}
///     {"op": "priority", "jobs": […], "priority": -100 … 100}
///     {"op": "pause", "what": ["claiming", "intake"], "reason": "…"}
///     {"op": "resume", "what": […]}
///     {"op": "ship", "limit": 1 … 10000, "chunk": 1 … 1000 or null}
///     {"op": "merge"}
///
/// Jobs go by their keys: a row number or a name could mean another job by the time it arrives.
public enum ControlRequest: Equatable, Sendable {
  /// Who is there?
  case hello
  /// Ends jobs that have not ended.
  case cancel(keys: [String])
  /// Runs ended jobs again.
  case retry(keys: [String])
  /// Gives jobs that have not ended another priority.
  case priority(keys: [String], Int)
  /// Stops claiming or intake.
  case pause([Pausable], reason: String)
  /// Lifts pauses.
  case resume([Pausable])
  /// Sends ready jobs away.
  case ship(limit: Int, chunk: Int?)
  /// Takes results of shipments home now.
  case merge

  /// The longest line, in bytes.
  public static let lineLimit = 64 << 10
  /// The most jobs of one request.
  public static let jobLimit = 500
  /// The longest reason of a pause, in bytes.
  static let reasonLimit = 1000

  /// The request as an object.
  public var json: JSONValue {
    switch self {
    case .hello: ["op": "hello"]
    case .cancel(let keys): ["op": "cancel", "jobs": Self.list(keys)]
    case .retry(let keys): ["op": "retry", "jobs": Self.list(keys)]
    case .priority(let keys, let priority):
      ["op": "priority", "jobs": Self.list(keys), "priority": .int(priority)]
    case .pause(let what, let reason):
      ["op": "pause", "what": Self.list(what.map(\.rawValue)), "reason": .string(reason)]
    case .resume(let what): ["op": "resume", "what": Self.list(what.map(\.rawValue))]
    case .ship(let limit, let chunk):
      ["op": "ship", "limit": .int(limit), "chunk": chunk.map { .int($0) } ?? .null]
    case .merge: ["op": "merge"]
    }
  }

  private static func list(_ words: [String]) -> JSONValue { .array(words.map { .string($0) }) }

  /// Reads one line.
  /// - Throws: ``ControlRefusal`` that says what is wrong with it.
  init(line: [UInt8]) throws(ControlRefusal) {
    guard let json = try? JSONValue.parse(line), json.object != nil else {
      throw .badRequest("a request is one JSON object on one line")
    }
    switch json["op"]?.string {
    case "hello": self = .hello
    case "cancel": self = .cancel(keys: try Self.keys(json))
    case "retry": self = .retry(keys: try Self.keys(json))
    case "priority":
      guard let priority = json["priority"]?.int, (-100...100).contains(priority) else {
        throw .badRequest("'priority' needs a whole number from -100 to 100")
      }
      self = .priority(keys: try Self.keys(json), priority)
    case "pause":
      let reason = json["reason"]?.string ?? ""
      guard reason.utf8.count <= Self.reasonLimit else {
        throw .badRequest("'reason' has more than \(Self.reasonLimit) bytes")
      }
      self = .pause(try Self.what(json), reason: reason)
    case "resume": self = .resume(try Self.what(json))
    case "ship": self = try Self.shipping(json)
    case "merge": self = .merge
    case let word:
      throw .badRequest(
        "'op' must be hello, cancel, retry, priority, pause, resume, ship or merge, not "
          + (word.map { "'\(ControlRefusal.short($0))'" } ?? "left out"))
    }
  }

  private static func keys(_ json: JSONValue) throws(ControlRefusal) -> [String] {
    let keys = (json["jobs"]?.array ?? []).compactMap(\.string).filter(isKey)
    guard !keys.isEmpty, keys.count == json["jobs"]?.array?.count, keys.count <= jobLimit else {
      throw .badRequest("'jobs' needs 1 to \(jobLimit) keys of 64 hexadecimal digits")
    }
    return keys
  }

  private static func isKey(_ word: String) -> Bool {
    word.utf8.count == 64
      && word.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  private static func shipping(_ json: JSONValue) throws(ControlRefusal) -> ControlRequest {
    guard let limit = json["limit"]?.int, (1...Shipping.jobLimit).contains(limit) else {
      throw .badRequest("'limit' needs a whole number from 1 to \(Shipping.jobLimit)")
    }
    let chunk = json["chunk"]?.int
    guard chunk.map({ (1...1000).contains($0) }) ?? (json["chunk"]?.isNull ?? true) else {
      throw .badRequest("'chunk' needs a whole number from 1 to 1000, or null")
    }
    return .ship(limit: limit, chunk: chunk)
  }

  private static func what(_ json: JSONValue) throws(ControlRefusal) -> [Pausable] {
    let what = (json["what"]?.array ?? []).compactMap { $0.string.flatMap(Pausable.init) }
    guard !what.isEmpty, what.count == json["what"]?.array?.count else {
      throw .badRequest("'what' needs a list of claiming, intake or both")
    }
    return Pausable.allCases.filter(what.contains)
  }
}

/// Why a request is not carried out.
public enum ControlRefusal: Error, Equatable, Sendable, CustomStringConvertible {
  /// The line is no request.
  case badRequest(String)
  /// Too many talk at once.
  case busy
  /// The disk or the queue does not let it.
  case failed(String)

  /// A word for programs.
  public var code: String {
    switch self {
    case .badRequest: "bad-request"
    case .busy: "busy"
    case .failed: "failed"
    }
  }

  /// The sentence for people.
  public var description: String {
    switch self {
    case .badRequest(let sentence), .failed(let sentence): sentence
    case .busy: "too many ask at once; ask again"
    }
  }

  /// The answer that tells it.
  var json: JSONValue {
    [
      "schema": "nightloom.control/1", "ok": false,
      "error": ["code": .string(code), "message": .string(description)],
    ]
  }

  /// A foreign word short enough for a sentence.
  static func short(_ word: String) -> String { String(word.prefix(40)) }
}
