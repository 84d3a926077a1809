public import JSON
public import WorkflowGraph

/// Makes the shipped node catalog from what a real server and real files say.
///
/// Pure: JSON values in, definitions out. Only facts are kept: names, types, presence, ranges,
/// choices; no descriptions and no tooltips.
public struct CatalogImport: Sendable {
  /// ComfyUI's own classes.
  public let core: NodeCatalog
  /// Classes of custom packs, and ComfyUI's own where a pack changes their choices.
  public let extended: NodeCatalog
  /// Partly known classes outside the two.
  public let observed: NodeCatalog
  /// The validation hooks, replacements and type exceptions, without words.
  public let hooks: JSONValue

  /// Reads the sources.
  ///
  /// - Parameters:
  ///   - core: `/object_info` of a server without custom packs.
  ///   - extended: `/object_info` of the same server with custom packs.
  ///   - observed: Classes seen in files, see ``ObjectInfoFormat``. Left out are classes that can
  ///     have no link, the frontend's own types, group nodes, and old names that the server
  ///     replaces.
  ///   - packs: Pack to `{repo, nodes: [class]}`; entries without `repo` are ComfyUI itself.
  ///   - comboFolders: Class to input to model folders, for choices that are file names.
  ///   - hooks: `{hooks, replacements, str_subclass_outputs, input_accepts}`.
  public init(
    core: JSONValue, extended: JSONValue, observed: JSONValue, packs: JSONValue,
    comboFolders: JSONValue, hooks: JSONValue
  ) {
    let packOfClass = Self.packOfClass(packs)
    let fileChoices = Self.fileChoices(comboFolders)
    let core = ObjectInfoFormat.read(
      core, tier: .core, packs: packOfClass, fileChoices: fileChoices)
    let everything = ObjectInfoFormat.read(
      extended, tier: .extended, packs: packOfClass, fileChoices: fileChoices)
    self.core = core
    self.extended = NodeCatalog(everything.definitions.filter { $0 != core[$0.classType] })
    let replaced = Set(hooks["replacements"]?.object?.keys ?? [])
    self.observed = NodeCatalog(
      ObjectInfoFormat.readObserved(observed).definitions.filter { definition in
        let classType = definition.classType
        return !(definition.inputs.isEmpty && definition.outputs.isEmpty)
          && !ObjectInfoFormat.isFrontendOnly(classType) && !replaced.contains(classType)
          && !everything.contains(classType)
      })
    self.hooks = Self.facts(of: hooks)
  }

  /// Input names filled from files, by class type; for ``ObjectInfoFormat``.
  public static func fileChoices(_ comboFolders: JSONValue) -> ObjectInfoFormat.FileChoices {
    var choices: ObjectInfoFormat.FileChoices = [:]
    for member in comboFolders.object ?? JSONObject() {
      choices[member.key] = Set(member.value.object?.keys ?? [])
    }
    return choices
  }

  private static func packOfClass(_ packs: JSONValue) -> [String: String] {
    var result: [String: String] = [:]
    for pack in packs.object ?? JSONObject() {
      let name = pack.value["repo"] == nil ? "core" : pack.key
      for classType in (pack.value["nodes"]?.array ?? []).compactMap(\.string)
      where result[classType] == nil {
        result[classType] = name
      }
    }
    return result
  }

  /// The hooks without the sentences that explain them.
  private static func facts(of hooks: JSONValue) -> JSONValue {
    guard var result = hooks.object, let table = result["hooks"]?.object else { return hooks }
    result["hooks"] = .object(
      JSONObject(
        table.members.map { member in
          var entry = member.value.object ?? JSONObject()
          entry["rule"] = nil
          return (member.key, .object(entry))
        }))
    return .object(result)
  }
}
