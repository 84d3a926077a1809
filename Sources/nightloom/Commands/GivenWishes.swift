import JSON

/// Wishes for workflows of a set in other words, for example in another language.
struct GivenWishes {
  /// By id of the workflow; `nil` keeps its own wish.
  private let prompts: [String: String?]

  /// Reads lines `{id, prompt}`; without a prompt the workflow keeps its own wish.
  init(_ path: String) throws {
    var prompts: [String: String?] = [:]
    let lines = try CorpusFile.read(path).split(separator: 0x0A, omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() where !line.allSatisfy({ $0 <= 0x20 }) {
      guard let json = try? JSONValue.parse(Array(line)), let id = json["id"]?.string else {
        throw CommandFailure(
          .dataError, "\(path), line \(number + 1) is no wish",
          hint: "a line is {\"id\": …, \"prompt\": text}")
      }
      prompts.updateValue(json["prompt"]?.string, forKey: id)
    }
    self.prompts = prompts
  }

  /// Whether a workflow is to be measured.
  func contains(_ id: String) -> Bool { prompts[id] != nil }

  /// The wish given for a workflow.
  func prompt(_ id: String) -> String? { prompts[id] ?? nil }
}
