public import JSON
public import WorkflowGraph

/// A file that ComfyUI can load, such as a checkpoint, a LoRA or a VAE.
public struct InventoryItem: Equatable, Sendable {
  /// The folder below `models/`, as in `loras`.
  public var folder: String
  /// The name as a choice list shows it, with folders inside: `style/ink.safetensors`.
  public var name: String
  /// The length of the file; `nil` when only the name is known.
  public var bytes: Int?

  /// Makes an item.
  public init(folder: String, name: String, bytes: Int? = nil) {
    self.folder = folder
    self.name = name
    self.bytes = bytes
  }
}

/// The files of one ComfyUI installation.
///
/// Invariant: the items are sorted by folder and name, by bytes, and each name stands once.
public struct Inventory: Equatable, Sendable {
  /// The items.
  public let items: [InventoryItem]
  private let names: [String: [String]]

  /// Takes items in any order; of two with one name the first stays.
  public init(_ items: [InventoryItem]) {
    var seen: Set<[String]> = []
    self.items = items.filter { seen.insert([$0.folder, $0.name]).inserted }
      .sorted { left, right in
        left.folder == right.folder
          ? Self.precedes(left.name, right.name) : Self.precedes(left.folder, right.folder)
      }
    names = Dictionary(grouping: self.items, by: \.folder).mapValues { $0.map(\.name) }
  }

  /// Takes the names from the choice lists of a server's own definitions.
  ///
  /// A list that several folders fill counts for the first of them.
  public init(_ catalog: NodeCatalog, folders: ModelFolders) {
    self.init(
      catalog.definitions.flatMap { definition in
        definition.inputs.flatMap { input -> [InventoryItem] in
          let known = folders.names(of: definition.classType, input: input.name)
          guard let folder = known.first, folder != ModelFolders.media else { return [] }
          return (input.choices ?? []).filter(ModelFolders.isFile).compactMap(\.string)
            .map { InventoryItem(folder: folder, name: $0) }
        }
      })
  }

  /// The names in several folders, sorted.
  public func names(in folders: [String]) -> [String] {
    Set(folders.flatMap { names[$0] ?? [] }).sorted(by: Self.precedes)
  }

  /// Whether a file is in one of the folders.
  public func contains(_ name: String, in folders: [String]) -> Bool {
    folders.contains { names[$0]?.contains(name) == true }
  }

  /// What becomes of an input none of whose files is there.
  public enum Absence: Sendable {
    /// The choice list keeps the names it has: they say what could be fetched.
    case keepsNames
    /// The choice list holds no file, as on the server.
    case hasNoFile
  }

  /// The definitions with the choice lists this installation would show.
  ///
  /// Choices that are no names of weights (`None`, `pixel_space`) stay in front. Media, and inputs
  /// whose folder is not known, stay as they are.
  public func fitted(
    _ catalog: NodeCatalog, folders: ModelFolders, absence: Absence
  ) -> NodeCatalog {
    NodeCatalog(
      catalog.definitions.map { definition in
        var definition = definition
        for place in definition.inputs.indices {
          let input = definition.inputs[place]
          let known = folders.names(of: definition.classType, input: input.name)
          guard let choices = input.choices, !known.isEmpty, known != [ModelFolders.media] else {
            continue
          }
          let installed = names(in: known)
          if installed.isEmpty, absence == .keepsNames { continue }
          let fitted =
            choices.filter { !ModelFolders.isFile($0) } + installed.map { .string($0) }
          definition.inputs[place].choices = fitted
          if case .choices = input.type { definition.inputs[place].type = .choices(fitted) }
        }
        return definition
      })
  }

  /// The server sorts names by code points.
  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  // MARK: - File

  /// The items as JSON: `{schema, folders: {folder: {name: bytes or null}}}`.
  public var json: JSONValue {
    var folders = JSONObject()
    for item in items {
      var members = folders[item.folder]?.object ?? JSONObject()
      members[item.name] = item.bytes.map { .int($0) } ?? .null
      folders[item.folder] = .object(members)
    }
    return ["schema": "nightloom.inventory/1", "folders": .object(folders)]
  }

  /// Reads what ``json`` writes.
  ///
  /// - Throws: ``KnowledgeBaseError/malformed(file:reason:)`` for JSON of another kind.
  public init(json: JSONValue) throws(KnowledgeBaseError) {
    guard json["schema"] == "nightloom.inventory/1", let folders = json["folders"]?.object else {
      throw .malformed(
        file: "inventory.json", reason: "not of the schema nightloom.inventory/1")
    }
    self.init(
      folders.members.flatMap { folder in
        (folder.value.object?.members ?? []).map {
          InventoryItem(folder: folder.key, name: $0.key, bytes: $0.value.int)
        }
      })
  }
}
