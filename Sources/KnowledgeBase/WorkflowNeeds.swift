public import JSON
public import WorkflowGraph

/// What a workflow needs beyond ComfyUI itself: packs of nodes, paid services, files to load.
public struct WorkflowNeeds: Equatable, Sendable {
  /// Classes that call one paid service.
  public struct Service: Equatable, Sendable {
    /// The service's name.
    public var name: String
    /// The class types used, sorted.
    public var classTypes: [String]
  }

  /// Classes of one pack.
  public struct Pack: Equatable, Sendable {
    /// The pack's name; empty when it is not known.
    public var name: String
    /// The class types used, sorted.
    public var classTypes: [String]
  }

  /// One file to load.
  public struct File: Equatable, Sendable {
    /// The folders below `models/` it may lie in; empty when that is not known.
    public var folders: [String]
    /// The name.
    public var name: String
    /// The nodes that load it.
    public var nodes: [String]
  }

  /// The packs, by name.
  public var packs: [Pack] = []
  /// The paid services, by name.
  public var services: [Service] = []
  /// The files, in the order of the nodes.
  public var files: [File] = []

  /// Whether nothing is needed.
  public var isEmpty: Bool { packs.isEmpty && services.isEmpty && files.isEmpty }

  /// Gathers the needs.
  ///
  /// - Parameters:
  ///   - workflow: The workflow.
  ///   - catalog: Every definition there is, to tell packs and file inputs.
  ///   - folders: Which input loads from where.
  ///   - hasClass: Whether the server has a class already; such a class is no need.
  ///   - inventory: The files that are there already; `nil` when nobody knows.
  public init(
    _ workflow: Workflow, catalog: NodeCatalog, folders: ModelFolders,
    hasClass: (String) -> Bool, inventory: Inventory?
  ) {
    var classes: [String: Set<String>] = [:]
    for node in workflow.nodes where !hasClass(node.classType) {
      classes[catalog[node.classType]?.pack ?? "", default: []].insert(node.classType)
    }
    packs = classes.sorted { $0.key < $1.key }
      .map { Pack(name: $0.key, classTypes: $0.value.sorted()) }
    services = Dictionary(
      grouping: Set(workflow.nodes.map(\.classType)),
      by: { catalog[$0].flatMap(PaidServices.service(of:)) }
    ).compactMap { name, classes in name.map { Service(name: $0, classTypes: classes.sorted()) } }
      .sorted { $0.name < $1.name }
    for node in workflow.nodes {
      guard let definition = catalog[node.classType] else { continue }
      for input in definition.inputs where input.choicesAreFiles {
        let known = folders.names(of: node.classType, input: input.name)
        guard let value = node[input.name]?.literal, let name = value.string,
          known != [ModelFolders.media], ModelFolders.isFile(value),
          inventory?.contains(name, in: known) != true
        else { continue }
        add(name, known, of: node.id)
      }
    }
  }

  private mutating func add(_ name: String, _ folders: [String], of node: String) {
    if let place = files.firstIndex(where: { $0.name == name && $0.folders == folders }) {
      if files[place].nodes.last != node { files[place].nodes.append(node) }
    } else {
      files.append(File(folders: folders, name: name, nodes: [node]))
    }
  }

  /// The needs as JSON: `{packs: [{pack, class_types}], services: [{service, class_types}],
  /// files: [{name, folders, nodes}]}`.
  public var json: JSONValue {
    [
      "packs": .array(
        packs.map { pack in
          [
            "pack": .string(pack.name),
            "class_types": .array(pack.classTypes.map { .string($0) }),
          ]
        }),
      "services": .array(
        services.map { service in
          [
            "service": .string(service.name),
            "class_types": .array(service.classTypes.map { .string($0) }),
          ]
        }),
      "files": .array(
        files.map { file in
          [
            "name": .string(file.name), "folders": .array(file.folders.map { .string($0) }),
            "nodes": .array(file.nodes.map { .string($0) }),
          ]
        }),
    ]
  }
}
