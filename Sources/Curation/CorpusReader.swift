public import JSON

/// One collected workflow with what people wrote about it.
public struct CorpusEntry: Sendable {
  /// The collection's id of the workflow.
  public var id: String
  /// The near-duplicate family; splits never cut through one.
  public var family: String
  /// What the file was called, in several spellings.
  public var names: [String]
  /// Distinct human descriptions, best first; may be empty.
  public var descriptions: [String]
  /// The texts of note nodes.
  public var notes: String
  /// The workflow in UI or API format.
  public var workflow: JSONValue
  /// The same graph in API format, where it is known.
  public var apiWorkflow: JSONValue?
}

/// Reads collected workflows: JSON Lines with the fields of ``CorpusEntry``.
public enum CorpusReader {
  /// Why a line could not be read.
  public struct BadLine: Error, Equatable, CustomStringConvertible {
    /// Line number from 1.
    public let line: Int
    /// What is wrong.
    public let reason: String

    /// One sentence with the place.
    public var description: String { "line \(line) of the corpus: \(reason)" }
  }

  /// Reads every line of `bytes`; empty lines are skipped.
  ///
  /// - Throws: ``BadLine`` for the first line that is no entry.
  public static func entries(_ bytes: [UInt8]) throws(BadLine) -> [CorpusEntry] {
    var entries: [CorpusEntry] = []
    var number = 0
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      number += 1
      guard !line.allSatisfy({ $0 == 0x20 || $0 == 0x0D }) else { continue }
      let json: JSONValue
      do {
        json = try JSONValue.parse(Array(line), readsNonFinite: true)
      } catch {
        throw BadLine(line: number, reason: error.description)
      }
      guard let entry = entry(json, line: number) else {
        throw BadLine(line: number, reason: "an entry needs `id` and an object `workflow`")
      }
      entries.append(entry)
    }
    return entries
  }

  private static func entry(_ json: JSONValue, line: Int) -> CorpusEntry? {
    guard let id = json["id"]?.string, let workflow = json["workflow"], workflow.object != nil
    else { return nil }
    let names = json["names"]?.array?.compactMap(\.string) ?? []
    return CorpusEntry(
      id: id, family: json["family"]?.string ?? id,
      names: names.isEmpty ? [json["name"]?.string].compactMap { $0 } : names,
      descriptions: json["descriptions"]?.array?.compactMap { $0["text"]?.string } ?? [],
      notes: json["notes"]?.string ?? "", workflow: workflow,
      apiWorkflow: json["api_workflow"].flatMap { api in api.object.map { _ in api } })
  }
}
