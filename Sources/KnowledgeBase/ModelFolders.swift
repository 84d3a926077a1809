public import JSON
public import WorkflowGraph

/// Which of ComfyUI's model folders fill the choice list of which input.
///
/// The names are those below `models/`; `input` is the folder of uploaded media. The shipped table
/// covers ComfyUI and the recorded packs; for other classes the names in a choice list tell whether
/// they are files, but not of which folder.
public struct ModelFolders: Sendable {
  private let folders: [String: [String: [String]]]

  /// The folder of uploaded pictures, videos and sounds.
  public static let media = "input"

  /// Reads `folders.json`: class type to input to folder names; what has another form is passed
  /// over.
  public init(json: JSONValue) {
    var folders: [String: [String: [String]]] = [:]
    for (classType, inputs) in (json.object?.members ?? []).map({ ($0.key, $0.value) }) {
      for member in inputs.object?.members ?? [] {
        folders[classType, default: [:]][member.key] =
          (member.value.array ?? []).compactMap(\.string)
      }
    }
    self.folders = folders
  }

  /// The folders that an input lists files of; none when that is not known.
  public func names(of classType: String, input: String) -> [String] {
    folders[classType]?[input] ?? []
  }

  /// The table for reading definitions, see ``ObjectInfoFormat``.
  public var fileChoices: ObjectInfoFormat.FileChoices { folders.mapValues { Set($0.keys) } }

  /// Reads what the user's own server says of its nodes.
  ///
  /// Choices outside the table count as files when most of them are names of weights.
  ///
  /// - Parameter objectInfo: The answer of `/object_info`.
  /// - Returns: The definitions in the order of the answer.
  public func definitions(objectInfo: JSONValue) -> NodeCatalog {
    let catalog = ObjectInfoFormat.read(objectInfo, fileChoices: fileChoices)
    return NodeCatalog(
      catalog.definitions.map { definition in
        var definition = definition
        for place in definition.inputs.indices where !definition.inputs[place].choicesAreFiles {
          let choices = definition.inputs[place].choices ?? []
          definition.inputs[place].choicesAreFiles =
            choices.count { Self.isFile($0) } * 2 > choices.count
        }
        return definition
      })
  }

  /// Whether a choice is the name of a file of weights.
  static func isFile(_ choice: JSONValue) -> Bool {
    guard let name = choice.string?.lowercased() else { return false }
    return endings.contains { name.hasSuffix($0) }
  }

  /// What the names of files end in that ComfyUI and its packs load.
  static let endings = [
    ".safetensors", ".sft", ".ckpt", ".pt", ".pt2", ".pth", ".bin", ".pkl", ".gguf", ".onnx",
    ".torchscript",
  ]
}
