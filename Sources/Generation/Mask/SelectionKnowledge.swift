import JSON
import KnowledgeBase
import WorkflowCode
import WorkflowGraph

/// What known workflows, each by its likeness with the selection, tell of the selected nodes.
struct SelectionKnowledge {
  /// By node, the log probabilities of its counts.
  private(set) var counts: [Int: [Double]] = [:]
  /// By node and input, which values it has.
  private(set) var values: [Int: [String: KnownValues]] = [:]
  /// By node and input, which results it takes.
  private(set) var links: [Int: [String: LinkRecord.Odds]] = [:]

  /// Knows nothing.
  init() {}

  /// What is known of `selected` nodes beside each other.
  init(_ selected: [Int], of offer: NodeOffer) {
    guard !offer.leanings.isEmpty else { return }
    let known = selected.compactMap { node in
      offer.leanings[node].counts.map { (node: node, counts: $0) }
    }
    let weights = CountRecord.weights(known.map(\.counts))
    for (node, counts) in known {
      self.counts[node] = counts.logProbabilities(weights)
      links[node] = offer.leanings[node].links?.odds(weights)
      guard let values = offer.leanings[node].values else { continue }
      let inputs = offer.nodes[node].definition.inputs.filter(WidgetOrder.hasWidget)
      let spelled = inputs.compactMap { input in
        values.odds(at: input.name, of: counts, weights).map {
          (input.name, KnownValues($0, at: input))
        }
      }
      self.values[node] = Dictionary(spelled, uniquingKeysWith: { first, _ in first })
    }
  }
}

/// What is known of the values at one input, as code spells them.
struct KnownValues {
  private let odds: [(text: String, log: Double)]
  /// That of a value no known workflow has.
  let other: Double

  /// Spells values; links in their place do not count.
  init(_ odds: ValueRecord.Odds, at input: InputDefinition) {
    var spelled = odds.given.filter { $0.value != .null }.map {
      (text: CodeSpelling.literal($0.value), log: $0.log)
    }
    if let start = Self.start(of: input) { spelled.append((start, odds.start)) }
    self.odds = spelled
    other = odds.other
  }

  private static func start(of input: InputDefinition) -> String? {
    guard let start = input.startValue else { return nil }
    guard input.type.name == "FLOAT", let number = start.double else {
      return CodeSpelling.literal(start)
    }
    return CodeSpelling.literal(.double(number))
  }

  /// The log odds of a value.
  func log(of text: String) -> Double { odds.first { $0.text == text }?.log ?? other }

  /// By token that may come next, the log odds of the likeliest value that goes on with it.
  ///
  /// A value goes on as it is spelled: where 1024 is `10` and `24`, none begins with `102`.
  func onward(from text: String, spelling: (String) -> [Int32]) -> [Int32: Double] {
    let before = spelling(text)
    var onward: [Int32: Double] = [:]
    for value in odds where value.text.utf8.starts(with: text.utf8) {
      let tokens = spelling(value.text)
      guard tokens.count > before.count, tokens.starts(with: before) else { continue }
      onward[tokens[before.count]] = max(onward[tokens[before.count]] ?? other, value.log)
    }
    return onward
  }
}
