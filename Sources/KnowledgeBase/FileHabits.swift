public import JSON
public import WorkflowGraph

/// Which files people load where, and in what company: counts of file names by class type and input,
/// and of the cues seen beside them.
///
/// The model does not write file names, so an answer takes the likeliest one. Facts and counts only;
/// names are those of the catalog's choice lists.
public struct FileHabits: Equatable, Sendable {
  /// One name with how often it was seen, and how often beside each cue.
  struct Habit: Equatable, Sendable {
    var name: String
    var count: Int
    var cues: [FileCue: Int] = [:]
  }

  private var habits: [String: [String: [Habit]]] = [:]
  /// How many names are kept for one input.
  static let limit = 12
  /// How many cues are kept for one input: those that tell most of its names.
  static let cueLimit = 32

  /// Starts without habits.
  public init() {}

  // MARK: - Counting

  /// Counts every file name of `workflow` that stands in its input's choice list.
  public mutating func count(_ workflow: Workflow, catalog: NodeCatalog) {
    var seen: [(name: String, input: String, classType: String)] = []
    for node in workflow.nodes {
      guard let definition = catalog[node.classType] else { continue }
      for input in definition.inputs where input.choicesAreFiles {
        guard case .literal(.string(let name))? = node[input.name],
          input.choices?.contains(.string(name)) == true
        else { continue }
        seen.append((name, input.name, node.classType))
      }
    }
    let shared = FileCue.cues(of: workflow)
    for (place, one) in seen.enumerated() {
      let others = seen.indices.filter { $0 != place }.map { FileCue.file(seen[$0].name) }
      add(one.name, shared.union(others), at: one.input, of: one.classType)
    }
  }

  private mutating func add(
    _ name: String, _ cues: Set<FileCue>, at input: String, of classType: String
  ) {
    var list = habits[classType]?[input] ?? []
    let place = list.firstIndex { $0.name == name } ?? list.count
    if place == list.count { list.append(Habit(name: name, count: 0)) }
    list[place].count += 1
    for cue in cues where cue != .classType(classType) { list[place].cues[cue, default: 0] += 1 }
    habits[classType, default: [:]][input] = list
  }

  // MARK: - Choosing

  /// The likeliest name at an input, by naive Bayes over the cues.
  ///
  /// A class type tells by being there or not; families and files tell only by being there, since a
  /// wish need not name the one and the other may not have been chosen yet.
  ///
  /// - Parameters:
  ///   - input: The input's name.
  ///   - classType: The node's class type.
  ///   - choices: The names there are.
  ///   - cues: What is known of the workflow.
  /// - Returns: A name of `choices`, or `nil` when none was ever seen; ties go to the lower name.
  public func likeliest(
    at input: String, of classType: String, among choices: [JSONValue], cues: Set<FileCue>
  ) -> String? {
    let known = (habits[classType]?[input] ?? []).filter { choices.contains(.string($0.name)) }
    let total = Double(known.reduce(0) { $0 + $1.count })
    var shares: [FileCue: Double] = [:]
    for habit in known {
      for (cue, count) in habit.cues { shares[cue, default: 0] += Double(count) / total }
    }
    let asked = shares.sorted { $0.key < $1.key }.filter {
      $0.key.tellsByAbsence || cues.contains($0.key)
    }
    func score(_ habit: Habit) -> Double {
      asked.reduce(BM25Index.logarithm(Double(habit.count))) { sum, cue in
        let seen = Double(habit.cues[cue.key] ?? 0)
        let p = min(max((seen + cue.value) / Double(habit.count + 1), 0.001), 0.999)
        return sum + BM25Index.logarithm(cues.contains(cue.key) ? p : 1 - p)
      }
    }
    return known.map { (name: $0.name, score: score($0)) }
      .max { ($0.score, $1.name) < ($1.score, $0.name) }?.name
  }

  // MARK: - File

  /// The habits as JSON: class type, input, then lists of name, count and cues.
  public var json: JSONValue {
    var classes = JSONObject()
    for (classType, inputs) in habits.sorted(by: { $0.key < $1.key }) {
      var members = JSONObject()
      for (input, list) in inputs.sorted(by: { $0.key < $1.key }) {
        let kept = list.sorted { ($1.count, $0.name) < ($0.count, $1.name) }.prefix(Self.limit)
        let telling = Self.telling(Array(kept))
        members[input] = .array(kept.map { Self.json($0, telling) })
      }
      classes[classType] = .object(members)
    }
    return .object(classes)
  }

  /// The cues whose presence tells most of which name it is, by mutual information.
  private static func telling(_ list: [Habit]) -> Set<FileCue> {
    let total = Double(list.reduce(0) { $0 + $1.count })
    var counts: [FileCue: Double] = [:]
    for habit in list {
      for (cue, count) in habit.cues { counts[cue, default: 0] += Double(count) }
    }
    func term(_ joint: Double, _ one: Double, _ other: Double) -> Double {
      joint > 0 ? joint * BM25Index.logarithm(joint * total / (one * other)) : 0
    }
    let told = counts.map { cue, present in
      (
        cue: cue,
        information: list.reduce(0.0) { sum, habit in
          let all = Double(habit.count)
          let joint = Double(habit.cues[cue] ?? 0)
          return sum + term(joint, all, present) + term(all - joint, all, total - present)
        }
      )
    }
    return Set(
      told.sorted { ($1.information, $0.cue) < ($0.information, $1.cue) }.prefix(cueLimit)
        .map(\.cue))
  }

  private static func json(_ habit: Habit, _ telling: Set<FileCue>) -> JSONValue {
    var cues = JSONObject()
    for (cue, count) in habit.cues.sorted(by: { $0.key < $1.key }) where telling.contains(cue) {
      cues[cue.text] = .int(count)
    }
    return .array([.string(habit.name), .int(habit.count), .object(cues)])
  }

  /// Reads what ``json`` writes; members of another form are passed over.
  public init(json: JSONValue) {
    for (classType, inputs) in (json.object?.members ?? []).map({ ($0.key, $0.value) }) {
      for member in inputs.object?.members ?? [] {
        habits[classType, default: [:]][member.key] = member.value.array?.compactMap { entry in
          guard let name = entry[0]?.string, let count = entry[1]?.int, count > 0 else {
            return nil
          }
          var habit = Habit(name: name, count: count)
          for cue in entry[2]?.object?.members ?? [] {
            habit.cues[FileCue(text: cue.key)] = cue.value.int
          }
          return habit
        }
      }
    }
  }
}
