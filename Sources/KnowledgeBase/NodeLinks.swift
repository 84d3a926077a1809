/// Which results the inputs of each class type take, told by workflows like the one in question.
///
/// P(r at input i of c | S) ∝ Σ (likeness(w, S) / the highest + ``CountRecord/prior`` / N) · the
/// share of r among the results that inputs i of nodes c take in w, over the N known workflows w
/// that link any; likeness as in ``NodeCounts``.
public struct NodeLinks: Sendable {
  private let records: [String: LinkRecord]
  private let families: [String]

  /// Gathers the links of entries; those without a skeleton tell nothing.
  public init(_ entries: [WorkflowEntry]) {
    var records: [String: LinkRecord] = [:]
    for (workflow, entry) in entries.enumerated() {
      guard let parts = entry.skeleton?.parts else { continue }
      for part in parts {
        for link in part.links {
          let result = LinkRecord.Result(classType: parts[link.source].classType, slot: link.slot)
          records[part.classType, default: LinkRecord()].add(result, at: link.input, in: workflow)
        }
      }
    }
    self.records = records
    families = entries.map(\.family)
  }

  /// The links into a class type.
  ///
  /// - Parameters:
  ///   - classType: A class type, known or not.
  ///   - families: Families of workflows that must not be used.
  /// - Returns: Its record, empty for a class type that no workflow has.
  public func record(of classType: String, excluding families: Set<String> = []) -> LinkRecord {
    guard let record = records[classType] else { return LinkRecord() }
    if families.isEmpty { return record }
    return record.filtered { !families.contains(self.families[$0]) }
  }
}

/// The workflows that link inputs of one class type; see ``NodeLinks``.
public struct LinkRecord: Equatable, Sendable {
  /// An output of a class type.
  public struct Result: Hashable, Sendable {
    /// ComfyUI's class type.
    public var classType: String
    /// The output, from 0.
    public var slot: Int

    /// Names an output.
    public init(classType: String, slot: Int) {
      self.classType = classType
      self.slot = slot
    }
  }

  /// A link of a workflow.
  private struct Holder: Equatable, Sendable {
    var workflow: Int
    /// The place of the result among those of the input.
    var result: Int
  }

  private struct Input: Equatable, Sendable {
    var results: [Result] = []
    /// In the order of the workflows.
    var holders: [Holder] = []
  }

  private var inputs: [String: Input] = [:]

  /// Starts without links.
  public init() {}

  mutating func add(_ result: Result, at name: String, in workflow: Int) {
    var input = inputs.removeValue(forKey: name) ?? Input()
    let place = input.results.firstIndex(of: result) ?? input.results.count
    if place == input.results.count { input.results.append(result) }
    input.holders.append(Holder(workflow: workflow, result: place))
    inputs[name] = input
  }

  func filtered(_ isKept: (Int) -> Bool) -> LinkRecord {
    var record = self
    record.inputs = inputs.mapValues { input in
      Input(results: input.results, holders: input.holders.filter { isKept($0.workflow) })
    }
    return record
  }

  /// What is known of the results that an input takes, in nats; only differences mean something.
  public struct Odds: Equatable, Sendable {
    /// The log odds of each result that some workflow gives it.
    let known: [Result: Double]
    /// The log odds of a result that no workflow gives it.
    let other: Double

    /// The log odds of a result.
    public func log(of result: Result) -> Double { known[result] ?? other }
  }

  /// The odds of the results at each input that some workflow links.
  ///
  /// - Parameter weights: What each known workflow counts, see ``CountRecord/weights(_:)``; others
  ///   count nothing.
  /// - Returns: By input.
  public func odds(_ weights: [Double]) -> [String: Odds] {
    inputs.filter { !$0.value.holders.isEmpty }.mapValues { Self.odds($0, weights) }
  }

  private static func odds(_ input: Input, _ weights: [Double]) -> Odds {
    let holders = input.holders
    // Those of one workflow stand together.
    let workflows = 1 + zip(holders, holders.dropFirst()).count { $0.workflow != $1.workflow }
    let prior = CountRecord.prior / Double(workflows)
    var sums = [Double](repeating: 0, count: input.results.count)
    var next = 0
    while next < holders.count {
      let workflow = holders[next].workflow
      let end = holders[next...].firstIndex { $0.workflow != workflow } ?? holders.count
      let weight = workflow < weights.count ? weights[workflow] : 0
      for link in holders[next..<end] {
        sums[link.result] += (weight + prior) / Double(end - next)
      }
      next = end
    }
    let other = prior / 2
    return Odds(
      known: Dictionary(
        zip(input.results, sums.map { BM25Index.logarithm(max($0, other)) }),
        uniquingKeysWith: { first, _ in first }),
      other: BM25Index.logarithm(other))
  }
}
