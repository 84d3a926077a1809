import Validation

/// How far a workflow is from running: how early the server stops, then how much is wrong.
///
/// A server that stops early does not look at the rest, so numbers of findings compare only where
/// it stops at the same place.
struct Health: Comparable {
  /// 0 when every node was looked at, 1 without output nodes, 2 for unknown classes, 3 for HTTP 500.
  var stop: Int
  /// Findings that are errors, the server's and nightloom's own.
  var errors: Int

  init(_ verdict: Verdict) {
    switch verdict.errorType {
    case .serverException: stop = 3
    case .missingNodeType: stop = 2
    case .promptNoOutputs: stop = 1
    default: stop = 0
    }
    errors = verdict.issues.count + verdict.stricter.count { $0.level == .error }
    if verdict.status == .rejected, verdict.issues.isEmpty { errors += 1 }
  }

  static func < (left: Health, right: Health) -> Bool {
    (left.stop, left.errors) < (right.stop, right.errors)
  }
}
