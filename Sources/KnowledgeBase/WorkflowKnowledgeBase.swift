/// What is known of one curated workflow: facts for retrieval, no sentence of its author.
public struct WorkflowEntry: Equatable, Sendable {
  /// The workflow's id in the corpus.
  public var id: String
  /// The near-duplicate cluster; splits are made along it.
  public var family: String
  /// The class types with how many nodes each has, sorted by name.
  public var classTypes: [ClassCount]
  /// The terms of name, descriptions, notes and class names, sorted.
  public var terms: [TermCount]
  /// What is wired to what; `nil` for a workflow too large to serve as an example.
  public var skeleton: WorkflowSkeleton?
  /// The values its nodes are given, by class type and input.
  public var values: [GivenValue]

  /// A class type and its number of nodes.
  public struct ClassCount: Equatable, Sendable {
    /// ComfyUI's class type.
    public var classType: String
    /// The number of nodes, from 1.
    public var count: Int

    /// Makes a count.
    public init(classType: String, count: Int) {
      self.classType = classType
      self.count = count
    }
  }

  /// A term and how often it occurs.
  public struct TermCount: Equatable, Sendable {
    /// The term, see ``TextTerms``.
    public var term: String
    /// How often, from 1.
    public var count: Int

    /// Makes a count.
    public init(term: String, count: Int) {
      self.term = term
      self.count = count
    }
  }

  /// Makes an entry from a workflow's class types and everything people wrote about it.
  ///
  /// The texts weigh differently: a term counts three times for each time the names hold it, twice
  /// for the descriptions, once if only the notes or the class names do. Measured on 250 described
  /// training workflows as prompts, own families left out: the recall of gold class types at
  /// k = 1, 3, 5, 8 rises from 0.487, 0.641, 0.728, 0.767 (all texts alike) to 0.530, 0.693, 0.753,
  /// 0.790, most of it because long notes no longer drown the rest.
  ///
  /// - Parameters:
  ///   - id: The workflow's id.
  ///   - family: Its near-duplicate cluster.
  ///   - classTypes: Number of nodes by class type.
  ///   - names: Names and titles.
  ///   - text: Descriptions.
  ///   - notes: Texts on the canvas.
  ///   - skeleton: What is wired to what.
  ///   - values: The values its nodes are given.
  public init(
    id: String, family: String, classTypes: [String: Int], names: String = "", text: String,
    notes: String = "", skeleton: WorkflowSkeleton? = nil, values: [GivenValue] = []
  ) {
    self.skeleton = skeleton
    self.values = values
    self.id = id
    self.family = family
    self.classTypes = classTypes.sorted { $0.key < $1.key }
      .map { ClassCount(classType: $0.key, count: $0.value) }
    var counts: [String: Int] = [:]
    for term in TextTerms.terms(of: names) { counts[term, default: 0] += 3 }
    for term in TextTerms.terms(of: text) { counts[term, default: 0] += 2 }
    let classNames = self.classTypes.map(\.classType).joined(separator: "\n")
    for term in Set(TextTerms.terms(of: classNames)) { counts[term, default: 0] += 1 }
    for term in TextTerms.terms(of: notes) where counts[term] == nil { counts[term] = 1 }
    terms = counts.sorted { $0.key < $1.key }.map { TermCount(term: $0.key, count: $0.value) }
  }

  init(
    id: String, family: String, classTypes: [ClassCount], terms: [TermCount],
    skeleton: WorkflowSkeleton?, values: [GivenValue]
  ) {
    self.skeleton = skeleton
    self.values = values
    self.id = id
    self.family = family
    self.classTypes = classTypes
    self.terms = terms
  }
}

/// The curated workflows, found by the words of a prompt.
public struct WorkflowKnowledgeBase: Sendable {
  /// The workflows in the order of the file.
  public let entries: [WorkflowEntry]
  /// In how many workflows each class type occurs.
  public let popularity: [String: Int]
  /// Which class types occur together.
  public let company: NodeCompany
  let index: BM25Index

  /// Makes a knowledge base; the order of the entries breaks ties between equal scores.
  public init(_ entries: [WorkflowEntry]) {
    self.entries = entries
    index = BM25Index(entries.map { entry in entry.terms.map { ($0.term, $0.count) } })
    var popularity: [String: Int] = [:]
    for entry in entries {
      for item in entry.classTypes { popularity[item.classType, default: 0] += 1 }
    }
    self.popularity = popularity
    company = NodeCompany(entries)
  }

  /// A workflow of a result.
  public struct Hit: Equatable, Sendable {
    /// The workflow.
    public let entry: WorkflowEntry
    /// BM25 score, above 0.
    public let score: Double
  }

  /// The workflows nearest to a prompt, best first.
  ///
  /// Of several workflows of one family only the best is given, so that k results are k different
  /// ideas.
  ///
  /// - Parameters:
  ///   - prompt: What the user wrote.
  ///   - limit: The most workflows wanted.
  ///   - families: Families that must not appear (the workflow itself, in training).
  ///   - isUsable: Whether a class type may be used; a workflow with another one is passed over.
  /// - Returns: At most `limit` workflows that share a term with the prompt.
  public func nearest(
    to prompt: String, limit: Int, excluding families: Set<String> = [],
    usable isUsable: (String) -> Bool = { _ in true }
  ) -> [Hit] {
    let ranked = index.search(TextTerms.terms(of: prompt), limit: entries.count) { place in
      !families.contains(entries[place].family)
    }
    var seen: Set<String> = []
    var hits: [Hit] = []
    for hit in ranked {
      if hits.count >= limit { break }
      let entry = entries[hit.document]
      guard entry.classTypes.allSatisfy({ isUsable($0.classType) }) else { continue }
      guard entry.family.isEmpty || seen.insert(entry.family).inserted else { continue }
      hits.append(Hit(entry: entry, score: hit.score))
    }
    return hits
  }
}
