import JSON

/// Exit codes: sysexits.h numbers.
enum ExitStatus: Int32 {
  /// Done.
  case success = 0
  /// The answer is "no".
  case no = 1
  /// The command line does not follow the help.
  case usage = 64
  /// Input data is bad.
  case dataError = 65
  /// An input named by the user does not exist.
  case noInput = 66
  /// A needed service is not there.
  case unavailable = 69
  /// A fault of the program.
  case software = 70
  /// An output cannot be created.
  case cannotCreate = 73
  /// Reading or writing failed.
  case inputOutput = 74
  /// Try later.
  case temporaryFailure = 75
  /// Rights are missing, or too wide.
  case noPermission = 77
  /// The configuration or the model file is bad.
  case configuration = 78

  /// The name that errors bear in JSON.
  var kind: String {
    switch self {
    case .success: "success"
    case .no: "no"
    case .usage: "usage"
    case .dataError: "bad-data"
    case .noInput: "no-input"
    case .unavailable: "unavailable"
    case .software: "internal"
    case .cannotCreate: "cannot-create"
    case .inputOutput: "input-output"
    case .temporaryFailure: "try-later"
    case .noPermission: "no-permission"
    case .configuration: "configuration"
    }
  }
}

/// An operation that stopped, with what the user can do.
struct CommandFailure: Error {
  var status: ExitStatus
  var message: String
  var hint: String?

  init(_ status: ExitStatus, _ message: String, hint: String? = nil) {
    self.status = status
    self.message = message
    self.hint = hint
  }

  /// What standard error shows of it where `--json` was given.
  var json: JSONValue {
    [
      "error": [
        "code": .int(Int(status.rawValue)), "kind": .string(status.kind),
        "message": .string(message), "hint": hint.map { .string($0) } ?? .null,
      ]
    ]
  }
}
