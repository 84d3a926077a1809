import Curation
import Evaluation
import JSON
import OperatingSystem
import WorkflowGraph

/// Answers to evaluated wishes as JSON Lines, of this model or of any other.
///
/// A line is `{"id": …, "answer": text}` or `{"id": …, "workflow": {…}}`, and may say how many
/// `tokens` were written and whether the answer is `complete`. Of several lines of an id the first
/// is the answer that the main figures look at.
enum AnswersFile {
  /// The answers by id.
  static func read(_ path: String, catalog: NodeCatalog) throws -> [String: [GivenAnswer]] {
    var answers: [String: [GivenAnswer]] = [:]
    let lines = try CorpusFile.read(path).split(separator: 0x0A, omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() where !line.allSatisfy({ $0 <= 0x20 }) {
      let json = try JSONValue.parse(Array(line), readsNonFinite: true)
      guard let id = json["id"]?.string, let content = content(json, catalog) else {
        throw CommandFailure(
          .dataError, "\(path), line \(number + 1) is no answer",
          hint: "a line is {\"id\": …, \"answer\": text} or {\"id\": …, \"workflow\": {…}}")
      }
      answers[id, default: []].append(
        GivenAnswer(
          content, tokens: json["tokens"]?.int, isComplete: json["complete"]?.bool ?? true))
    }
    return answers
  }

  /// The lines of the texts that answer a wish.
  static func lines(_ id: String, _ answers: [GivenAnswer]) -> [UInt8] {
    answers.flatMap { answer -> [UInt8] in
      guard case .text(let text) = answer.content else { return [] }
      let line = JSONObject([
        ("id", .string(id)), ("answer", .string(text)),
        ("tokens", answer.tokens.map { .int($0) } ?? .null), ("complete", .bool(answer.isComplete)),
      ])
      return JSONValue.object(line).bytes() + [0x0A]
    }
  }

  private static func content(_ json: JSONValue, _ catalog: NodeCatalog) -> GivenAnswer.Content? {
    if let text = json["answer"]?.string { return .text(text) }
    guard let file = json["workflow"], file.object != nil else { return nil }
    guard let workflow = try? WorkflowFile.read(file, catalog: catalog) else { return .text("") }
    return .workflow(workflow)
  }
}
