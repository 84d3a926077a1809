public import WorkflowGraph

/// Which class types supply a type, the most usual first; and what a set of class types lacks.
public struct ProducerIndex: Sendable {
  private let catalog: NodeCatalog
  private let counts: [String: Int]
  /// Class types with an output of the type, best first.
  private let producers: [String: [String]]
  /// Output nodes, the most usual first.
  public let outputNodes: [String]

  /// The most class types a closure adds.
  static let mostAdded = 24

  /// Indexes a catalog.
  ///
  /// - Parameters:
  ///   - catalog: The definitions that apply.
  ///   - popularity: How many workflows use each class type; others count 0.
  public init(_ catalog: NodeCatalog, popularity: [String: Int]) {
    self.catalog = catalog
    counts = popularity
    var producers: [String: [NodeDefinition]] = [:]
    for definition in catalog.definitions {
      var seen: Set<String> = []
      for output in definition.outputs {
        for part in Self.concreteTypes(of: output.type) where seen.insert(part).inserted {
          producers[part, default: []].append(definition)
        }
      }
    }
    self.producers = producers.mapValues { Self.ranked($0, popularity) }
    outputNodes = Self.ranked(catalog.definitions.filter(\.isOutputNode), popularity)
  }

  /// The most used first; then core before packs before partly known; then few needs; then name.
  private static func ranked(
    _ definitions: [NodeDefinition], _ popularity: [String: Int]
  ) -> [String] {
    let tiers: [DefinitionTier: Int] = [.core: 0, .extended: 1, .observed: 2]
    return definitions.map { definition in
      (
        -(popularity[definition.classType] ?? 0), tiers[definition.tier] ?? 3,
        needs(of: definition).count, definition.classType
      )
    }.sorted { $0 < $1 }.map(\.3)
  }

  /// The types of links a definition cannot do without, each as its alternatives.
  public static func needs(of definition: NodeDefinition) -> [[String]] {
    definition.inputs.compactMap { input in
      var needed = input
      if case .autogrow(let template, _, let minimum) = input.dynamic {
        guard minimum > 0, template.presence == .required else { return nil }
        needed = template
      }
      guard needed.presence == .required, !WidgetOrder.hasWidget(needed),
        case .named(let name) = needed.type, isConcrete(name)
      else { return nil }
      return parts(name)
    }
  }

  /// What must be added so that every needed type has a producer, and some node is an output node.
  ///
  /// - Parameters:
  ///   - classTypes: The class types at hand; unknown ones supply and need nothing.
  ///   - isUsable: Whether a class type may be added.
  /// - Returns: Class types to add, in the order they were found wanting, at most ``mostAdded``.
  func closure(of classTypes: [String], usable isUsable: (String) -> Bool) -> [String] {
    var supplied: Set<String> = []
    var waiting: [NodeDefinition] = []
    var added: [String] = []
    func take(_ classType: String) {
      guard let definition = catalog[classType] else { return }
      waiting.append(definition)
      for output in definition.outputs {
        if case .named(let name) = output.type { supplied.formUnion(Self.parts(name)) }
      }
    }
    for classType in classTypes { take(classType) }
    if !waiting.contains(where: \.isOutputNode),
      let output = outputNode(for: supplied, usable: isUsable)
    {
      added.append(output)
      take(output)
    }
    var next = 0
    while next < waiting.count, added.count < Self.mostAdded {
      for alternatives in Self.needs(of: waiting[next])
      where !alternatives.contains(where: supplied.contains) {
        let candidates = alternatives.compactMap { type in
          producers[type]?.first { isUsable($0) && !added.contains($0) }
        }
        guard let best = candidates.max(by: { popularity(of: $0) < popularity(of: $1) }) else {
          continue
        }
        added.append(best)
        take(best)
      }
      next += 1
    }
    return added
  }

  /// How many workflows use a class type.
  public func popularity(of classType: String) -> Int { counts[classType] ?? 0 }

  /// The class types with an output of a type, the most usual first; of a union those of any part.
  public func producers(of type: String) -> [String] {
    var seen: Set<String> = []
    let all = Self.parts(type).flatMap { producers[$0] ?? [] }.filter { seen.insert($0).inserted }
    let definitions = all.compactMap { catalog[$0] }
    return type.contains(",") ? Self.ranked(definitions, counts) : all
  }

  /// The most usual output node whose needs are supplied, else the most usual one that takes
  /// something.
  private func outputNode(
    for supplied: Set<String>, usable isUsable: (String) -> Bool
  ) -> String? {
    var second: String?
    for classType in outputNodes where isUsable(classType) {
      guard let definition = catalog[classType] else { continue }
      let needs = Self.needs(of: definition)
      if needs.isEmpty { continue }
      if needs.allSatisfy({ $0.contains(where: supplied.contains) }) { return classType }
      if second == nil { second = classType }
    }
    return second
  }

  /// Whether a node takes a result of another at an input of its type.
  public static func takes(_ taker: NodeDefinition, from maker: NodeDefinition) -> Bool {
    let made = Set(maker.outputs.flatMap { concreteTypes(of: $0.type) })
    return taker.inputs.contains { input in
      var type = input.type
      if case .autogrow(let template, _, _) = input.dynamic { type = template.type }
      return concreteTypes(of: type).contains(where: made.contains)
    }
  }

  /// The link types a socket stands for; none for one that takes anything.
  static func concreteTypes(of type: SocketType) -> [String] {
    guard case .named(let name) = type, isConcrete(name) else { return [] }
    return parts(name)
  }

  private static func isConcrete(_ type: String) -> Bool {
    type != "*" && type != "COMFY_MATCHTYPE_V3" && type != "COMFY_AUTOGROW_V3" && type != "COMBO"
  }

  private static func parts(_ type: String) -> [String] {
    type.contains(",") ? type.split(separator: ",").map { $0.filter { $0 != " " } } : [type]
  }
}
