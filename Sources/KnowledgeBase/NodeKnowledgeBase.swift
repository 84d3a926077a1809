public import JSON
public import WorkflowGraph

/// What is known of nodes: their definitions and the hooks some of them validate with.
public struct NodeKnowledgeBase: Sendable {
  /// Which definitions apply.
  public enum Reach: String, Sendable, CaseIterable {
    /// ComfyUI without custom packs, with its own choice lists.
    case core
    /// With the custom packs, whose choice lists replace ComfyUI's where they differ.
    case extended
    /// What the user's own server has.
    case installed
    /// All: the user's own server first, then the shipped ones, and the partly known classes.
    case all
  }

  /// The bytes of the files in `Config/Catalog`; an absent file is empty.
  public struct Files: Sendable {
    /// `installed.catalog`, which `nodes import` writes.
    public var installed: [UInt8]
    /// `core.catalog`.
    public var core: [UInt8]
    /// `extended.catalog`.
    public var extended: [UInt8]
    /// `observed.catalog`.
    public var observed: [UInt8]
    /// `hooks.json`.
    public var hooks: [UInt8]

    /// Gathers the bytes.
    public init(
      core: [UInt8] = [], extended: [UInt8] = [], observed: [UInt8] = [], hooks: [UInt8] = [],
      installed: [UInt8] = []
    ) {
      self.installed = installed
      self.core = core
      self.extended = extended
      self.observed = observed
      self.hooks = hooks
    }
  }

  /// The definitions that apply.
  public let catalog: NodeCatalog
  /// The content of `hooks.json`, for Validation; `null` when absent.
  public let hooks: JSONValue

  /// Takes definitions that are already at hand.
  public init(catalog: NodeCatalog, hooks: JSONValue = .null) {
    self.catalog = catalog
    self.hooks = hooks
  }

  /// Reads the shipped files.
  ///
  /// - Parameters:
  ///   - files: The bytes of the files.
  ///   - reach: Which of the definitions apply; files outside it are not read.
  /// - Returns: The catalog: the user's server, custom packs, ComfyUI itself, partly known classes;
  ///   of two definitions of a class the first applies.
  /// - Throws: ``KnowledgeBaseError/malformed(file:reason:)`` with the file and the line.
  public static func load(
    _ files: Files, reach: Reach = .all
  ) throws(KnowledgeBaseError) -> NodeKnowledgeBase {
    var definitions: [NodeDefinition] = []
    if reach == .installed || reach == .all {
      definitions += try read(files.installed, "installed.catalog")
    }
    if reach == .extended || reach == .all {
      definitions += try read(files.extended, "extended.catalog")
    }
    if reach != .installed { definitions += try read(files.core, "core.catalog") }
    if reach == .all { definitions += try read(files.observed, "observed.catalog") }
    var hooks = JSONValue.null
    if !files.hooks.isEmpty {
      do {
        hooks = try JSONValue.parse(files.hooks)
      } catch {
        throw .malformed(file: "hooks.json", reason: error.description)
      }
    }
    return NodeKnowledgeBase(catalog: NodeCatalog(definitions), hooks: hooks)
  }

  private static func read(
    _ bytes: [UInt8], _ file: String
  ) throws(KnowledgeBaseError) -> [NodeDefinition] {
    if bytes.isEmpty { return [] }
    do {
      return try CatalogFormat.read(bytes)
    } catch {
      throw .malformed(file: file, reason: error.description)
    }
  }
}
