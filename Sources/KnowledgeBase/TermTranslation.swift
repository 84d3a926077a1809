public import JSON

/// English terms for terms of other languages, so that one index of mostly English words serves
/// wishes in any of them.
///
/// Learned from texts that exist in several languages (`TranslationTable` in Curation); one term
/// for one term, no grammar.
public struct TermTranslation: Equatable, Sendable {
  /// The English term by foreign term.
  public let terms: [String: String]

  /// Takes a table.
  public init(_ terms: [String: String] = [:]) { self.terms = terms }

  /// The terms of a text, and behind them the English ones of those in the table.
  public func terms(of text: String) -> [String] {
    let own = TextTerms.terms(of: text)
    return own + own.compactMap { terms[$0] }
  }

  /// A text with the English words behind it that the table has for its terms.
  public func glossed(_ text: String) -> String {
    let words = TextTerms.terms(of: text).compactMap { terms[$0] }
    return words.isEmpty ? text : text + "\n" + words.joined(separator: " ")
  }

  /// A text of another language in English words; an English text as it is.
  public func english(_ text: String) -> String { EnglishReading.text(of: text, self) }

  /// One member a term, sorted.
  public var json: JSONValue {
    .object(
      JSONObject(terms.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) }))
  }

  /// Reads what ``json`` writes; members of another form are passed over.
  public init(json: JSONValue) {
    var terms: [String: String] = [:]
    for member in json.object?.members ?? [] { terms[member.key] = member.value.string }
    self.terms = terms
  }
}
