import JobStore
import OperatingSystem

extension QueueReader {
  /// The one job that a word means: a row, a beginning of an id, an output name or a name.
  func find(_ word: String) throws -> Job {
    switch try history.lookUp(word) {
    case .found(let job): return job
    case .ambiguous(let jobs):
      throw CommandFailure(
        .noInput, "'\(displayName(Array(word.utf8)))' may be one of \(jobs.count) jobs",
        hint: "name one: " + jobs.prefix(5).map(\.folderName).joined(separator: ", "))
    case .unknown(let near):
      throw CommandFailure(
        .noInput, "there is no job '\(displayName(Array(word.utf8)))'",
        hint: near.isEmpty
          ? "nightloom history lists the jobs" : "near names: " + near.joined(separator: ", "))
    }
  }
}
