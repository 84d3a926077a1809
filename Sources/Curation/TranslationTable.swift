public import KnowledgeBase

/// Learns ``TermTranslation`` from texts that say the same in several languages.
///
/// A term's translation is the English term whose texts coincide best with its own, by the
/// coefficient 2 |A ∩ B| / (|A| + |B|). Source: Dice, Measures of the Amount of Ecologic
/// Association Between Species, Ecology 26 (1945); for translation Smadja, McKeown and
/// Hatzivassiloglou, Computational Linguistics 22 (1996).
public enum TranslationTable {
  /// A term must stand in so many texts of its language.
  static let fewestTexts = 2
  /// The least coefficient that counts as a translation.
  static let leastAgreement = 0.3

  /// The table over all languages; of several translations of one term the best agreeing one.
  public static func learn(_ texts: [ParallelText]) -> TermTranslation {
    var english: [String: Set<String>] = [:]
    for text in texts where text.language == "en" {
      english[text.id, default: []].formUnion(TextTerms.terms(of: text.text))
    }
    let known = english.values.reduce(into: Set<String>()) { $0.formUnion($1) }
    var best: [String: (agreement: Double, term: String)] = [:]
    let languages = Dictionary(grouping: texts.filter { $0.language != "en" }, by: \.language)
    for language in languages.keys.sorted() {
      for (term, found) in translations(languages[language] ?? [], english)
      where !known.contains(term) {
        let other = best[term] ?? (0, "")
        if (-found.agreement, found.term) < (-other.agreement, other.term) { best[term] = found }
      }
    }
    return TermTranslation(best.mapValues(\.term))
  }

  private static func translations(
    _ texts: [ParallelText], _ english: [String: Set<String>]
  ) -> [String: (agreement: Double, term: String)] {
    var counts: [String: Int] = [:]
    var englishCounts: [String: Int] = [:]
    var together: [String: [String: Int]] = [:]
    for text in texts {
      guard let meanings = english[text.id] else { continue }
      for meaning in meanings { englishCounts[meaning, default: 0] += 1 }
      for term in Set(TextTerms.terms(of: text.text)) {
        counts[term, default: 0] += 1
        for meaning in meanings { together[term, default: [:]][meaning, default: 0] += 1 }
      }
    }
    var best: [String: (agreement: Double, term: String)] = [:]
    for (term, meanings) in together {
      guard let count = counts[term], count >= fewestTexts else { continue }
      for (meaning, shared) in meanings {
        let all = count + (englishCounts[meaning] ?? 0)
        let agreement = 2 * Double(shared) / Double(all)
        let other = best[term] ?? (leastAgreement, "")
        if (-agreement, meaning) < (-other.agreement, other.term) {
          best[term] = (agreement, meaning)
        }
      }
    }
    return best.filter { !$0.value.term.isEmpty }
  }
}
