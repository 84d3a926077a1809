public import KnowledgeBase
public import Ranking
public import WorkflowCode
public import WorkflowGraph

/// What the model is shown.
public struct ModelOffer: Equatable, Sendable {
  /// The wish in English words.
  public var wish: String
  /// The class types it may use, in the order shown.
  public var candidates: [String]
  /// What is known of each candidate before the model reads; empty when nothing is.
  public var leanings: [Leaning]
  /// A known workflow that may be a good start, without values.
  public var example: Workflow?

  /// Gathers the parts.
  public init(
    wish: String, candidates: [String], leanings: [Leaning] = [], example: Workflow? = nil
  ) {
    self.wish = wish
    self.candidates = candidates
    self.leanings = leanings
    self.example = example
  }

  /// What ranking may hold an answer against.
  var familiarity: Familiarity {
    Familiarity(
      example: example,
      counts: Dictionary(
        zip(candidates, leanings).compactMap { name, leaning in leaning.counts.map { (name, $0) } },
        uniquingKeysWith: { $1 }))
  }

  /// The example as the model reads it; `nil` without one, or when it cannot be written as code.
  public func exampleCode(_ identifiers: ClassIdentifiers) -> String? {
    example.flatMap { try? Printer(identifiers).print($0, style: .compact) }
  }
}

/// Chooses the class types and the example that are shown for a wish.
///
/// Source: PAPER.md section 5 (inference). Differs: class types are ranked one by one by a learned
/// scorer, instead of taking those of whole workflows; a wish no candidate could meet adds the
/// commonest class type that meets it; partly known nodes are never offered, since nobody can say
/// offline that they would run, nor are class types whose every use the policy blocks; nodes that
/// call a paid service are offered only to a wish that names the service; what does not fit the
/// wish's start is doubted (``WishedStart``); the wiring of the most promising known workflow is
/// shown too (``ExampleChoice``), and its nodes are leaned to.
public struct CandidateChoice: Sendable {
  private let retriever: NodeRetriever
  private let examples: ExampleChoice
  private let principle: DesignPrinciple
  /// Whether found class types get what they lack; switched off only to measure what that is worth.
  public var isClosed = true
  /// Whether found class types are shuffled; else the likeliest stands first.
  public var isShuffled = true
  /// Class types that would only be blocked.
  private let blocked: Set<String>
  /// What a wish may name; `nil` when the policy offers none.
  private let services: PaidServices?

  /// Chooses among what `retriever` finds and `policy` lets pass.
  public init(_ retriever: NodeRetriever, policy: WorkflowPolicy? = nil) {
    self.retriever = retriever
    examples = ExampleChoice(retriever)
    principle = DesignPrinciple(catalog: retriever.catalog)
    services = policy?.offersNamedServices == false ? nil : PaidServices(retriever.catalog)
    guard let policy, policy.mode == .block else {
      blocked = []
      return
    }
    let offered = retriever.catalog.definitions.filter {
      $0.tier != .observed && !$0.isDeprecated
    }
    blocked = Set(offered.filter(policy.mistrusts).map(\.classType))
  }

  /// The likeliest class types with what they lack, and the example.
  ///
  /// - Parameters:
  ///   - prompt: What the user wrote, in any language.
  ///   - limit: The number of likeliest types.
  ///   - families: Families of workflows that must not be used, in measuring and in training.
  ///   - random: Orders the candidates, so that position tells nothing.
  /// - Returns: The candidates, those of the example among them, closed under required types and
  ///   shuffled.
  public func offer(
    for prompt: String, limit: Int, excluding families: Set<String> = [],
    using random: inout some RandomNumberGenerator
  ) -> ModelOffer {
    let wish = retriever.reading(of: prompt)
    let named = services?.named(in: prompt) ?? []
    func isUsable(_ classType: String) -> Bool { self.isUsable(classType, named) }
    let odds = retriever.odds(for: wish, excluding: families, usable: isUsable)
    let start = WishedStart(wish)
    let asked = ConceptLexicon.standard.deeds(in: wish)
    let implied = start.implied(by: asked)
    let example = examples.best(odds, for: wish, excluding: families, usable: isUsable) { entry in
      let types = entry.classTypes.map(\.classType)
      return (start != .nothing || types.allSatisfy { principle.stage(of: $0) != .input })
        && implied.map { types.contains(where: $0.isMet(byClassType:)) } != false
    }
    let likeliest = odds.likeliest(limit).map { retriever.catalog.definitions[$0].classType }
    var wished = likeliest + missing(likeliest, for: wish, isUsable)
    let known = Set(wished)
    wished += (example?.classTypes ?? []).map(\.classType).filter {
      isUsable($0) && !known.contains($0)
    }
    if isClosed { wished += takers(of: wished, odds) }
    let closed =
      isClosed
      ? CandidateNodes.closed(wished, retriever: retriever, usable: isUsable)
      : CandidateNodes(classTypes: wished)
    let candidates = isShuffled ? closed.shuffled(using: &random).classTypes : closed.classTypes
    var leanings = retriever.leanings(
      of: candidates, odds, expecting: ExampleChoice.usualTypes, excluding: families)
    for (place, candidate) in candidates.enumerated()
    where start.doubts(candidate, principle.stage(of: candidate)) {
      leanings[place].odds -= Self.doubt
    }
    let exampled = Set((example?.classTypes ?? []).map(\.classType))
    for (place, candidate) in candidates.enumerated() where exampled.contains(candidate) {
      leanings[place].odds += Self.company
    }
    return ModelOffer(
      wish: wish, candidates: candidates,
      leanings: Self.meeting(asked + [implied].compactMap { $0 }, candidates, leanings),
      example: example?.skeleton?.workflow)
  }

  /// The leanings with what each candidate meets of what is asked for.
  private static func meeting(
    _ deeds: [Concept], _ candidates: [String], _ leanings: [Leaning]
  ) -> [Leaning] {
    zip(candidates, leanings).map { candidate, leaning in
      var leaning = leaning
      leaning.deeds = deeds.filter { $0.isMet(byClassType: candidate) }.map(\.name)
      return leaning
    }
  }

  /// What is added to the log odds of the example's nodes: the likeliest nodes one by one need not
  /// go together, as where several do the same; those of one workflow do.
  private static let company = 2.5
  /// What is taken from the log odds of nodes that do not fit what a wish starts from.
  private static let doubt = 4.0

  /// The example for given candidates.
  ///
  /// - Parameters:
  ///   - prompt: What the user wrote, in any language.
  ///   - candidates: The class types given, in the order shown.
  ///   - families: Families of workflows that must not be used.
  /// - Returns: The candidates as they are, with the example.
  public func offer(
    for prompt: String, candidates: [String], excluding families: Set<String> = []
  ) -> ModelOffer {
    let wish = retriever.reading(of: prompt)
    let leanings = retriever.leanings(of: candidates, excluding: families)
    let example =
      leanings.isEmpty
      ? examples.best(
        retriever.odds(for: wish, excluding: families), among: candidates, excluding: families)
      : examples.best(of: candidates, leanings, excluding: families)
    return ModelOffer(
      wish: wish, candidates: candidates,
      leanings: Self.meeting(ConceptLexicon.standard.deeds(in: wish), candidates, leanings),
      example: example?.skeleton?.workflow)
  }

  /// Whether a class type may be offered to any wish: exactly known, unpaid, not deprecated.
  public static func isOffered(_ classType: String, _ catalog: NodeCatalog) -> Bool {
    catalog[classType].map { isOffered($0) } ?? false
  }

  /// Whether a class type may be offered to a wish that names paid services.
  private static func isOffered(
    _ definition: NodeDefinition, naming named: Set<String> = []
  ) -> Bool {
    definition.tier != .observed && !definition.isDeprecated
      && (PaidServices.service(of: definition).map(named.contains) ?? true)
  }

  private func isUsable(_ classType: String, _ named: Set<String>) -> Bool {
    guard let definition = retriever.catalog[classType] else { return false }
    return Self.isOffered(definition, naming: named) && !blocked.contains(classType)
  }

  /// For each candidate whose results no other takes, the likeliest class type that does.
  private func takers(of candidates: [String], _ odds: NodeOdds) -> [String] {
    let likeliest = odds.likeliest(Self.takersLookedAt).map { retriever.catalog.definitions[$0] }
    var present = candidates.compactMap { retriever.catalog[$0] }
    var added: [String] = []
    for maker in present where !maker.isOutputNode && !maker.outputs.isEmpty {
      guard !present.contains(where: { ProducerIndex.takes($0, from: maker) }) else { continue }
      guard let taker = likeliest.first(where: { ProducerIndex.takes($0, from: maker) })
      else { continue }
      present.append(taker)
      added.append(taker.classType)
    }
    return added
  }

  /// How far down the likeliest class types a taker is looked for.
  private static let takersLookedAt = 400

  /// For each wish that no candidate could meet, the commonest class type that could.
  private func missing(
    _ candidates: [String], for prompt: String, _ isUsable: (String) -> Bool
  ) -> [String] {
    let concepts = ConceptLexicon.standard.concepts(in: prompt)
    let unmet = Coverage(concepts, catalog: retriever.catalog).unreachable(with: Set(candidates))
    let popularity = retriever.workflows.popularity
    return unmet.compactMap { concept in
      retriever.catalog.definitions.map(\.classType)
        .filter { concept.isMet(byClassType: $0) && isUsable($0) }
        .max { (popularity[$0] ?? 0, $1) < (popularity[$1] ?? 0, $0) }
    }
  }
}
