public import WorkflowGraph

/// What is known of the user's server: which classes and which files it has.
public struct ServerKnowledge: Sendable {
  /// Every definition there is, those the server lacks too.
  public let catalog: NodeCatalog
  /// The definitions that were imported from the server; `nil` when none were.
  public let installed: NodeCatalog?
  /// Which input loads from which folder.
  public let folders: ModelFolders
  /// The server's files; `nil` when nobody knows.
  public let inventory: Inventory?

  /// Gathers what is known.
  public init(
    catalog: NodeCatalog, installed: NodeCatalog?, folders: ModelFolders, inventory: Inventory?
  ) {
    self.catalog = catalog
    self.installed = installed
    self.folders = folders
    self.inventory = inventory
  }

  /// What a workflow needs that the server is not known to have.
  ///
  /// Without imported definitions every custom pack is a need, without an inventory every file.
  public func needs(of workflow: Workflow) -> WorkflowNeeds {
    WorkflowNeeds(
      workflow, catalog: catalog, folders: folders,
      hasClass: { classType in
        installed?.contains(classType) ?? (catalog[classType]?.tier == .core)
      }, inventory: inventory)
  }
}
