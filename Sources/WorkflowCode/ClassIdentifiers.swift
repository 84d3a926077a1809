public import WorkflowGraph

/// The callee of every class type of a catalog, and the way back.
///
/// Two class types may share an identifier; then code needs the class comment. Building one
/// costs a pass over the catalog, so make it once and keep it.
public struct ClassIdentifiers: Sendable {
  /// The catalog it was made from.
  public let catalog: NodeCatalog
  private let classTypesByIdentifier: [String: [String]]

  /// Reads every class type of `catalog`.
  public init(_ catalog: NodeCatalog) {
    var table: [String: [String]] = [:]
    for definition in catalog.definitions {
      table[CodeSpelling.identifier(for: definition.classType), default: []]
        .append(definition.classType)
    }
    self.catalog = catalog
    self.classTypesByIdentifier = table
  }

  /// The callee of a class type, known or not.
  public func identifier(for classType: String) -> String {
    CodeSpelling.identifier(for: classType)
  }

  /// The class types with this callee, in catalog order.
  public func classTypes(for identifier: String) -> [String] {
    classTypesByIdentifier[identifier] ?? []
  }

  /// The only class type with this callee, or `nil` when there is none or more than one.
  public func classType(for identifier: String) -> String? {
    let found = classTypes(for: identifier)
    return found.count == 1 ? found[0] : nil
  }

  /// Whether the callee alone does not say which class type is meant.
  public func needsComment(_ classType: String) -> Bool {
    self.classType(for: identifier(for: classType)) != classType
  }

  /// The known callee nearest to `identifier`, for a hint.
  func nearest(to identifier: String) -> String? {
    NearName.nearest(to: identifier, among: catalog.definitions.lazy.map(\.classType)).map {
      self.identifier(for: $0)
    }
  }
}
