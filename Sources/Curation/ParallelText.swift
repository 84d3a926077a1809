import JSON

/// One text about a workflow in one language.
public struct ParallelText: Equatable, Sendable {
  /// The workflow's id in the corpus.
  public var id: String
  /// The language's tag, such as `pt-BR`.
  public var language: String
  /// The text.
  public var text: String

  /// Makes a text.
  public init(id: String, language: String, text: String) {
    self.id = id
    self.language = language
    self.text = text
  }

  /// Reads JSON Lines with the fields `id`, `language` and `text`; empty lines are skipped.
  ///
  /// - Throws: ``CorpusReader/BadLine`` for the first line that is no such object.
  public static func read(_ bytes: [UInt8]) throws(CorpusReader.BadLine) -> [ParallelText] {
    var texts: [ParallelText] = []
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() where !line.allSatisfy({ $0 <= 0x20 }) {
      guard let json = try? JSONValue.parse(Array(line)), let id = json["id"]?.string,
        let language = json["language"]?.string, let text = json["text"]?.string
      else {
        throw CorpusReader.BadLine(
          line: number + 1, reason: "a text needs the strings `id`, `language` and `text`")
      }
      texts.append(ParallelText(id: id, language: language, text: text))
    }
    return texts
  }
}
