import Generation
public import JSON
public import KnowledgeBase
import WorkflowGraph

/// A wish whose workflow is known, to measure retrieval by.
public struct RetrievalCase: Sendable {
  /// The workflow's id.
  public var id: String
  /// The wish.
  public var prompt: String
  /// The family that retrieval must pass over.
  public var family: String
  /// The class types of the workflow a person made.
  public var gold: Set<String>

  /// Makes a case.
  public init(id: String, prompt: String, family: String, gold: Set<String>) {
    self.id = id
    self.prompt = prompt
    self.family = family
    self.gold = gold
  }
}

/// The recall of candidate nodes: the share of a workflow's class types that retrieval offers, mean
/// over workflows, for a ladder of systems.
public struct RetrievalRecall {
  private let retriever: NodeRetriever
  private let cases: [RetrievalCase]
  private let bootstrap: Bootstrap
  private let clock: () -> Double
  /// The most candidates.
  public static let candidateLimit = 60

  /// One system.
  public struct System {
    /// Its name in tables.
    public let name: String
    let candidates: (RetrievalCase) -> [String]
  }

  /// One system's figures.
  public struct Row: Sendable {
    /// The system.
    public var name: String
    /// The mean recall with its interval.
    public var recall: Estimate?
    /// The mean number of candidates.
    public var candidates: Double
    /// Mean milliseconds a wish.
    public var milliseconds: Double
  }

  /// Prepares.
  ///
  /// - Parameters:
  ///   - retriever: Knows the definitions, the workflows and the scorers.
  ///   - cases: The wishes.
  ///   - bootstrap: The resampled sets, as many places as cases.
  ///   - clock: Seconds since some moment.
  public init(
    _ retriever: NodeRetriever, cases: [RetrievalCase], bootstrap: Bootstrap,
    clock: @escaping () -> Double
  ) {
    self.retriever = retriever
    self.cases = cases
    self.bootstrap = bootstrap
    self.clock = clock
  }

  /// The ladder: plain BM25, the learned scorers from the plainest on, and what is offered in use.
  public var ladder: [System] {
    let plain = [1, 3, 5, 8].map { count in
      System(name: "BM25, \(count) nearest workflow\(count == 1 ? "" : "s")") { one in
        self.nearest(count, one)
      }
    }
    let filled = System(name: "BM25, as many as fit") { self.nearest(.max, $0) }
    let learned = retriever.knowledge.scorers.map { scorer in
      System(name: scorer.name) { one in
        self.retriever.likeliest(
          for: one.prompt, limit: Self.candidateLimit, scorer: scorer, excluding: [one.family])
      }
    }
    return plain + [filled] + learned + [inUse]
  }

  /// The scorer in use among the nodes that are offered: no paid services, nothing deprecated.
  public var inUse: System {
    System(name: "in use: no paid or deprecated nodes") { one in
      self.retriever.likeliest(
        for: one.prompt, limit: Self.candidateLimit, excluding: [one.family],
        usable: { CandidateChoice.isOffered($0, self.retriever.catalog) })
    }
  }

  /// The class types of the nearest workflows, cut where the limit is reached.
  private func nearest(_ count: Int, _ one: RetrievalCase) -> [String] {
    let hits = retriever.workflows.nearest(
      to: one.prompt, limit: min(count, Self.candidateLimit), excluding: [one.family])
    var seen: Set<String> = []
    return Array(
      hits.flatMap { $0.entry.classTypes.map(\.classType) }
        .filter { retriever.catalog.contains($0) && seen.insert($0).inserted }
        .prefix(Self.candidateLimit))
  }

  /// Lets a system find candidates for every case.
  public func row(_ system: System) -> Row {
    var shares: [Double] = []
    var count = 0
    let start = clock()
    for one in cases {
      let candidates = system.candidates(one)
      count += candidates.count
      shares.append(Double(one.gold.intersection(candidates).count) / Double(one.gold.count))
    }
    let number = Double(max(cases.count, 1))
    return Row(
      name: system.name, recall: bootstrap.estimate(shares), candidates: Double(count) / number,
      milliseconds: (clock() - start) * 1000 / number)
  }
}

extension RetrievalRecall.Row {
  /// The row for files; the time depends on the machine.
  public var json: JSONValue {
    [
      "name": .string(name), "recall": .double(recall?.mean ?? 0),
      "low": .double(recall?.low ?? 0), "high": .double(recall?.high ?? 0),
      "wishes": .int(recall?.count ?? 0), "candidates": .double(candidates),
      "milliseconds": .double(milliseconds),
    ]
  }

  /// The row as a line of a Markdown table.
  public var text: String {
    func digits(_ value: Double, _ scale: Double) -> String {
      String((value * scale).rounded() / scale)
    }
    let value = recall.map {
      "\(digits($0.mean, 1000)) [\(digits($0.low, 1000)), \(digits($0.high, 1000))]"
    }
    return "| \(name) | \(value ?? "-") | \(digits(candidates, 10)) | \(digits(milliseconds, 10)) |"
  }
}
