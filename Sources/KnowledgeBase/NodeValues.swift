public import JSON

/// A value that a workflow has at inputs of one name, start values aside.
public struct GivenValue: Equatable, Sendable {
  /// ComfyUI's class type.
  public var classType: String
  /// The input's name.
  public var input: String
  /// A number, a boolean or a choice of the catalog; `null` where a link takes the value's place.
  public var value: JSONValue
  /// How many nodes of the class type have it, from 1.
  public var count: Int

  /// Makes a given value.
  public init(classType: String, input: String, value: JSONValue, count: Int = 1) {
    self.classType = classType
    self.input = input
    self.value = value
    self.count = count
  }
}

/// Which values the nodes of each class type have, told by workflows like the one in question.
///
/// P(v at input i of c | S) ∝ Σ (likeness(w, S) / the highest + ``CountRecord/prior`` / N) · the
/// share of v among the nodes of c in w, over the N known workflows w that have any; likeness as in
/// ``NodeCounts``.
public struct NodeValues: Sendable {
  private let records: [String: ValueRecord]
  private let families: [String]

  /// Gathers the values of entries.
  public init(_ entries: [WorkflowEntry]) {
    var records: [String: ValueRecord] = [:]
    for (workflow, entry) in entries.enumerated() {
      for given in entry.values {
        records[given.classType, default: ValueRecord()].add(given, in: workflow)
      }
    }
    self.records = records
    families = entries.map(\.family)
  }

  /// The values of a class type.
  ///
  /// - Parameters:
  ///   - classType: A class type, known or not.
  ///   - families: Families of workflows that must not be used.
  /// - Returns: Its record, empty for a class type that no workflow has.
  public func record(of classType: String, excluding families: Set<String> = []) -> ValueRecord {
    guard let record = records[classType] else { return ValueRecord() }
    if families.isEmpty { return record }
    return record.filtered { !families.contains(self.families[$0]) }
  }
}

/// The workflows that give the nodes of one class type values; see ``NodeValues``.
public struct ValueRecord: Equatable, Sendable {
  /// A workflow whose nodes have a value.
  private struct Holder: Equatable, Sendable {
    var workflow: Int
    /// The place of the value among those of the input.
    var value: Int
    var count: Int
  }

  private struct Input: Equatable, Sendable {
    var values: [JSONValue] = []
    var holders: [Holder] = []
  }

  /// What is known of the values at one input, in nats; only differences mean something.
  public struct Odds: Sendable {
    /// The log odds of each value that some workflow gives; `null` for a link.
    public var given: [(value: JSONValue, log: Double)]
    /// The log odds of the start value.
    public var start: Double
    /// The log odds of a value that no workflow gives.
    public var other: Double
  }

  private var inputs: [String: Input] = [:]

  /// Starts without values.
  public init() {}

  mutating func add(_ given: GivenValue, in workflow: Int) {
    var input = inputs[given.input] ?? Input()
    let place = input.values.firstIndex(of: given.value) ?? input.values.count
    if place == input.values.count { input.values.append(given.value) }
    input.holders.append(Holder(workflow: workflow, value: place, count: given.count))
    inputs[given.input] = input
  }

  func filtered(_ isKept: (Int) -> Bool) -> ValueRecord {
    var record = self
    record.inputs = inputs.mapValues { input in
      Input(values: input.values, holders: input.holders.filter { isKept($0.workflow) })
    }
    return record
  }

  /// The odds of the values at an input.
  ///
  /// - Parameters:
  ///   - name: The input's name.
  ///   - nodes: How many nodes of the class type known workflows have.
  ///   - weights: What each known workflow counts, see ``CountRecord/weights(_:)``.
  /// - Returns: `nil` when no known workflow has a node of the class type.
  public func odds(at name: String, of nodes: CountRecord, _ weights: [Double]) -> Odds? {
    guard !nodes.holders.isEmpty else { return nil }
    let input = inputs[name] ?? Input()
    let prior = CountRecord.prior / Double(nodes.holders.count)
    var sums = [Double](repeating: 0, count: input.values.count)
    var start = 0.0
    var next = 0
    for holder in nodes.holders {
      let weight = (weights[holder.workflow] + prior) / Double(holder.count)
      var rest = holder.count
      while next < input.holders.count, input.holders[next].workflow <= holder.workflow {
        let given = input.holders[next]
        next += 1
        guard given.workflow == holder.workflow else { continue }
        sums[given.value] += weight * Double(min(given.count, rest))
        rest -= min(given.count, rest)
      }
      start += weight * Double(rest)
    }
    let other = prior / 2
    return Odds(
      given: zip(input.values, sums).map { ($0, BM25Index.logarithm(max($1, other))) },
      start: BM25Index.logarithm(max(start, other)), other: BM25Index.logarithm(other))
  }
}
