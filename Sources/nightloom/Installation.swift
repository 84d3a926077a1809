import Configuration
import JSON
import KnowledgeBase
import OperatingSystem
import WorkflowGraph

/// Where the files of this installation are, and the parts every command loads from them.
struct Installation {
  /// The folder that holds `Catalog/`, `Models/`, `KnowledgeBase/`.
  let folder: String
  private let file: String
  /// What the command was called with.
  let arguments: Arguments

  /// Finds the installation's folder: beside the configuration file.
  init(_ arguments: Arguments) {
    self.arguments = arguments
    let named = arguments.text("config") ?? Environment.value("NIGHTLOOM_CONFIG")
    file = named ?? "Config/nightloom.conf"
    folder = file.contains("/") ? String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)]) : "."
  }

  /// The settings: of the file, or the defaults when no file was named and none is there.
  func configuration(_ arguments: Arguments) throws -> ConfigurationFile {
    do {
      return try ConfigurationFile.read(file)
    } catch .unreadable(_, let error) where error.isMissing && arguments.text("config") == nil {
      return ConfigurationFile(folder: folder)
    } catch {
      throw CommandFailure(.configuration, error.description, hint: nil)
    }
  }

  /// The node definitions up to a reach, with hooks.
  func nodes(_ reach: NodeKnowledgeBase.Reach = .all) throws -> NodeKnowledgeBase {
    try NodeKnowledgeBase.load(
      NodeKnowledgeBase.Files(
        core: try catalogFile("core.catalog"), extended: try catalogFile("extended.catalog"),
        observed: try catalogFile("observed.catalog"), hooks: try catalogFile("hooks.json"),
        installed: try userFile(installedCatalogPath()) ?? []),
      reach: reach)
  }

  /// A file of the catalog's folder.
  func catalogFile(_ name: String) throws -> [UInt8] {
    try read(try configuration(arguments)[Directives.catalog] + "/" + name)
  }

  // MARK: - The user's own server

  /// Where `nodes import` keeps the definitions of the user's server.
  func installedCatalogPath() throws -> String {
    try configuration(arguments)[Directives.catalog] + "/installed.catalog"
  }

  /// Where `inventory scan` keeps the names of the user's files.
  var inventoryPath: String { folder + "/inventory.json" }

  /// Which input loads files of which folder.
  func modelFolders() throws -> ModelFolders {
    ModelFolders(json: try JSONValue.parse(try catalogFile("folders.json")))
  }

  /// The definitions of the user's server; `nil` when none were imported.
  func installedCatalog() throws -> NodeCatalog? {
    try userFile(installedCatalogPath()) == nil ? nil : nodes(.installed).catalog
  }

  /// The user's files: those scanned, else those that the imported definitions list; `nil` when
  /// neither is there.
  func inventory() throws -> Inventory? {
    if let bytes = try userFile(inventoryPath) {
      return try Inventory(json: try JSONValue.parse(bytes))
    }
    return try installedCatalog().map { Inventory($0, folders: try modelFolders()) }
  }

  /// What is known of the user's server.
  func serverKnowledge() throws -> ServerKnowledge {
    ServerKnowledge(
      catalog: try nodes().catalog, installed: try installedCatalog(),
      folders: try modelFolders(), inventory: try inventory())
  }

  /// What the user's server has, as far as it is known, with the user's files as choices.
  func serverNodes(_ absence: Inventory.Absence) throws -> NodeKnowledgeBase {
    let hasImported = try userFile(installedCatalogPath()) != nil
    let nodes = try nodes(hasImported ? .installed : absence == .keepsNames ? .all : .extended)
    guard let bytes = try userFile(inventoryPath) else { return nodes }
    let inventory = try Inventory(json: try JSONValue.parse(bytes))
    let catalog = inventory.fitted(nodes.catalog, folders: try modelFolders(), absence: absence)
    return NodeKnowledgeBase(catalog: catalog, hooks: nodes.hooks)
  }

  /// A file the user need not have.
  func userFile(_ path: String) throws -> [UInt8]? {
    do throws(SystemCallError) {
      return try readFile(path)
    } catch {
      if error.isMissing { return nil }
      throw error
    }
  }

  /// A file of the installation.
  func read(_ path: String) throws -> [UInt8] {
    do {
      return try readFile(path)
    } catch {
      throw CommandFailure(
        .configuration, "\(error)", hint: "name the configuration file with --config FILE")
    }
  }
}
