public import JSON
public import WorkflowGraph

/// Which files people load where: counts of file names by class type, input and model family.
///
/// The model does not write file names, so an answer takes the commonest one of the family that
/// the wish names. Facts and counts only; names are those of the catalog's choice lists.
public struct FileHabits: Equatable, Sendable {
  /// One name with how often it was seen, in all and by family (a concept's name).
  struct Habit: Equatable, Sendable {
    var name: String
    var count: Int
    var families: [String: Int]
  }

  private var habits: [String: [String: [Habit]]] = [:]
  /// How many names are kept for one input.
  static let limit = 12

  /// Starts without habits.
  public init() {}

  /// Counts every file name of `workflow` that stands in its input's choice list.
  public mutating func count(_ workflow: Workflow, catalog: NodeCatalog) {
    let families = ConceptLexicon.standard.entries.map(\.concept)
      .filter { concept in concept.kind == .family && workflow.nodes.contains(where: concept.isMet)
      }
      .map(\.name)
    for node in workflow.nodes {
      guard let definition = catalog[node.classType] else { continue }
      for input in definition.inputs where input.choicesAreFiles {
        guard case .literal(.string(let name))? = node[input.name],
          input.choices?.contains(.string(name)) == true
        else { continue }
        add(name, families, at: input.name, of: node.classType)
      }
    }
  }

  private mutating func add(
    _ name: String, _ families: [String], at input: String, of classType: String
  ) {
    var list = habits[classType]?[input] ?? []
    let place = list.firstIndex { $0.name == name } ?? list.count
    if place == list.count { list.append(Habit(name: name, count: 0, families: [:])) }
    list[place].count += 1
    for family in families { list[place].families[family, default: 0] += 1 }
    habits[classType, default: [:]][input] = list
  }

  /// The commonest name at an input: of `families` when any was seen there, else of all.
  ///
  /// - Returns: A name of `choices`, or `nil` when none was ever seen; ties go to the lower name.
  public func commonest(
    at input: String, of classType: String, among choices: [JSONValue], families: [String]
  ) -> String? {
    let known = (habits[classType]?[input] ?? []).filter { choices.contains(.string($0.name)) }
    func best(_ count: (Habit) -> Int) -> String? {
      let top = known.max { (count($0), $1.name) < (count($1), $0.name) }
      return top.flatMap { count($0) > 0 ? $0.name : nil }
    }
    return best { habit in families.reduce(0) { $0 + (habit.families[$1] ?? 0) } }
      ?? best(\.count)
  }

  // MARK: - File

  /// The habits as JSON: class type, input, then lists of name, count and families.
  public var json: JSONValue {
    var classes = JSONObject()
    for (classType, inputs) in habits.sorted(by: { $0.key < $1.key }) {
      var members = JSONObject()
      for (input, list) in inputs.sorted(by: { $0.key < $1.key }) {
        let kept = list.sorted { ($1.count, $0.name) < ($0.count, $1.name) }.prefix(Self.limit)
        members[input] = .array(kept.map(Self.json))
      }
      classes[classType] = .object(members)
    }
    return .object(classes)
  }

  private static func json(_ habit: Habit) -> JSONValue {
    var families = JSONObject()
    for (family, count) in habit.families.sorted(by: { $0.key < $1.key }) {
      families[family] = .int(count)
    }
    return .array([.string(habit.name), .int(habit.count), .object(families)])
  }

  /// Reads what ``json`` writes; members of another form are passed over.
  public init(json: JSONValue) {
    for (classType, inputs) in (json.object?.members ?? []).map({ ($0.key, $0.value) }) {
      for member in inputs.object?.members ?? [] {
        habits[classType, default: [:]][member.key] = member.value.array?.compactMap { entry in
          guard let name = entry[0]?.string, let count = entry[1]?.int else { return nil }
          var families: [String: Int] = [:]
          for family in entry[2]?.object?.members ?? [] { families[family.key] = family.value.int }
          return Habit(name: name, count: count, families: families)
        }
      }
    }
  }
}
