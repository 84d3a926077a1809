import JSON
import KnowledgeBase
import WorkflowGraph

/// What workflows need beyond what the user's server is known to have.
struct NeedsReader {
  private let catalog: NodeCatalog
  private let installed: NodeCatalog?
  private let folders: ModelFolders
  private let inventory: Inventory?
  private let repositories: JSONValue

  init(_ installation: Installation) throws {
    catalog = try installation.nodes().catalog
    installed = try installation.installedCatalog()
    folders = try installation.modelFolders()
    inventory = try installation.inventory()
    repositories = try JSONValue.parse(try installation.catalogFile("packs.json"))
  }

  /// The needs of a workflow.
  ///
  /// Without imported definitions every custom pack is a need, without an inventory every file.
  func needs(of workflow: Workflow) -> WorkflowNeeds {
    WorkflowNeeds(
      workflow, catalog: catalog, folders: folders,
      hasClass: { classType in
        installed?.contains(classType) ?? (catalog[classType]?.tier == .core)
      }, inventory: inventory)
  }

  /// The needs as lines for people; no line when there are none.
  func page(_ needs: WorkflowNeeds) -> String {
    needs.packs.map { pack in
      let repository = repositories[pack.name]?.string.map { " (https://github.com/\($0))" } ?? ""
      let name = pack.name.isEmpty ? "a pack that is not known" : "the pack \(pack.name)"
      return "needs \(name)\(repository): \(pack.classTypes.joined(separator: ", "))\n"
    }.joined()
      + needs.files.map { file in
        let place = file.folders.map { "models/\($0)" }.joined(separator: " or ")
        return "needs the file \(file.name)" + (place.isEmpty ? "" : " in \(place)")
          + " for node \(file.nodes.joined(separator: ", "))\n"
      }.joined()
  }
}
