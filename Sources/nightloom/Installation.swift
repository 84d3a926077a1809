import Configuration
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
        observed: try catalogFile("observed.catalog"), hooks: try catalogFile("hooks.json")),
      reach: reach)
  }

  /// A file of the catalog's folder.
  func catalogFile(_ name: String) throws -> [UInt8] {
    try read(try configuration(arguments)[Directives.catalog] + "/" + name)
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
