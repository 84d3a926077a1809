/// All node definitions that apply, by class type.
public struct NodeCatalog: Sendable {
  /// The definitions in catalog order.
  public let definitions: [NodeDefinition]
  private let places: [String: Int]

  /// Makes a catalog; of two definitions of one class type the first wins.
  public init(_ definitions: [NodeDefinition]) {
    var places: [String: Int] = [:]
    var kept: [NodeDefinition] = []
    for definition in definitions where places[definition.classType] == nil {
      places[definition.classType] = kept.count
      kept.append(definition)
    }
    self.definitions = kept
    self.places = places
  }

  /// The definition of `classType`, or `nil`.
  public subscript(classType: String) -> NodeDefinition? {
    places[classType].map { definitions[$0] }
  }

  /// Whether `classType` is known, in any tier.
  public func contains(_ classType: String) -> Bool { places[classType] != nil }

  /// The number of class types.
  public var count: Int { definitions.count }
}
