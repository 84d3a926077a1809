/// Which class types occur together, counted by workflow family, so that many copies of one idea
/// count once.
public struct NodeCompany: Sendable {
  /// The class types seen, sorted.
  public let classTypes: [String]
  /// The number of class types a workflow usually has, with some to spare.
  public static let usualSize = 14.0
  /// How many likely types are asked which others they bring.
  static let askedTypes = 40
  /// The share of a link's strength that one companion can prove.
  static let trust = 0.9
  /// Families that a prior opinion counts for.
  static let priorFamilies = 2.0

  private let places: [String: Int]
  /// The classes of each entry, rising.
  let entryClasses: [[Int]]
  /// The family of each entry.
  let entryFamilies: [Int]
  private let familyPlaces: [String: Int]
  private let familyClasses: [[Int]]
  private let classFamilies: [[Int]]

  /// Counts entries; one without a family is a family of its own.
  public init(_ entries: [WorkflowEntry]) {
    classTypes = Set(entries.flatMap { $0.classTypes.map(\.classType) }).sorted()
    var places: [String: Int] = [:]
    for (place, name) in classTypes.enumerated() { places[name] = place }
    self.places = places
    entryClasses = entries.map { entry in
      entry.classTypes.compactMap { places[$0.classType] }.sorted()
    }
    var familyPlaces: [String: Int] = [:]
    var members: [Set<Int>] = []
    var entryFamilies: [Int] = []
    for (place, entry) in entries.enumerated() {
      let name = entry.family.isEmpty ? "\u{0}\(place)" : entry.family
      let family = familyPlaces[name] ?? members.count
      if family == members.count {
        familyPlaces[name] = family
        members.append([])
      }
      members[family].formUnion(entryClasses[place])
      entryFamilies.append(family)
    }
    self.familyPlaces = familyPlaces
    self.entryFamilies = entryFamilies
    familyClasses = members.map { $0.sorted() }
    var classFamilies = [[Int]](repeating: [], count: classTypes.count)
    for (family, classes) in familyClasses.enumerated() {
      for one in classes { classFamilies[one].append(family) }
    }
    self.classFamilies = classFamilies
  }

  /// The number of families.
  public var familyCount: Int { familyClasses.count }

  /// The place of a class type in ``classTypes``, or `nil` for one never seen.
  public func place(of classType: String) -> Int? { places[classType] }

  /// The places of families, for the exclusions of the other functions.
  func families(named names: Set<String>) -> Set<Int> {
    Set(names.compactMap { familyPlaces[$0] })
  }

  /// In how many families each class type occurs.
  func frequencies(excluding families: Set<Int> = []) -> [Double] {
    var counts = classFamilies.map { Double($0.count) }
    for family in families {
      for one in familyClasses[family] { counts[one] -= 1 }
    }
    return counts
  }

  /// The families that have a class type.
  func families(of classType: String, excluding families: Set<Int>) -> [Int] {
    guard let place = places[classType] else { return [] }
    return classFamilies[place].filter { !families.contains($0) }
  }

  /// In how many families other class types occur together with one, those with any, rising.
  func companions(
    of classPlace: Int, excluding families: Set<Int> = []
  ) -> [(place: Int, count: Int)] {
    var counts = [Int](repeating: 0, count: classTypes.count)
    for family in classFamilies[classPlace] where !families.contains(family) {
      for other in familyClasses[family] { counts[other] += 1 }
    }
    counts[classPlace] = 0
    return counts.indices.filter { counts[$0] > 0 }.map { ($0, counts[$0]) }
  }

  /// The share of families with one class type that also have another.
  public func share(of other: String, given classType: String) -> Double {
    guard let given = places[classType], let wanted = places[other] else { return 0 }
    if given == wanted { return 1 }
    let count = companions(of: given).first { $0.place == wanted }?.count ?? 0
    return Double(count) / Double(classFamilies[given].count)
  }
}
