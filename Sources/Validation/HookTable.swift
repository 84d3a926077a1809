public import JSON
import WorkflowGraph

/// What is known of the code some classes validate with, and of the server's replacement table.
///
/// Source: Comfy-Org/ComfyUI v0.33.0: VALIDATE_INPUTS and validate_inputs of node classes,
/// app/node_replace_manager.py; measured on a running server.
public struct HookTable: Sendable {
  /// How a hook decides.
  enum Check: String {
    case fileExists = "file_exists"
    case fileExistsUnlessEmptyOrNone = "file_exists_unless_empty_or_none"
    case alwaysTrue = "always_true"
    case aspectRatio = "aspect_ratio"
    case inputTypes = "input_types"
    /// A file or folder anywhere on the machine; empty names are refused.
    case pathExists = "path_exists"
    case other
  }

  /// The hook of one class.
  struct Hook {
    let arguments: [String]
    let takesAll: Bool
    let takesInputTypes: Bool
    let check: Check

    /// Whether range and choice checks of `input` are left to the hook.
    func covers(_ input: String) -> Bool { takesAll || arguments.contains(input) }

    /// Whether the hook may refuse what `input` holds.
    func mayRefuse(_ input: String) -> Bool {
      switch check {
      case .alwaysTrue: false
      case .inputTypes, .other: covers(input)
      default: arguments.first == input
      }
    }
  }

  /// A class that takes another's place.
  public struct Replacement: Sendable {
    /// The class type that takes the place.
    public let newClass: String
    /// Its inputs: each takes the value of an old input, or a value of its own.
    public let inputs: [(new: String, old: String?, value: JSONValue?)]
    /// The new slot of each old one; slots not named stay.
    public let outputs: [Int: Int]
  }

  private var hooks: [String: Hook] = [:]
  private var replacements: [String: Replacement] = [:]
  /// Types an input accepts beside the one it shows, by class and input.
  private var accepted: [String: [String: [String]]] = [:]
  /// Types whose outputs of a class may stand for several types.
  private var manifoldOutputs: [String: Set<String>] = [:]

  /// No hooks at all.
  public static let empty = HookTable(.null)

  /// Reads `{hooks, replacements, input_accepts, str_subclass_outputs}`; odd entries are skipped.
  public init(_ json: JSONValue) {
    for (name, entry) in Self.pairs(json["hooks"]) {
      hooks[name] = Hook(
        arguments: (entry["args"]?.array ?? []).compactMap(\.string),
        takesAll: entry["kwargs"]?.bool ?? false,
        takesInputTypes: entry["input_types"]?.bool ?? false,
        check: Self.check(entry, of: name))
    }
    for (name, entries) in Self.pairs(json["replacements"]) {
      guard let entry = entries[0], let newClass = entry["new_node_id"]?.string else { continue }
      var outputs: [Int: Int] = [:]
      for map in entry["output_mapping"]?.array ?? [] {
        if let old = map["old_idx"]?.int, let new = map["new_idx"]?.int { outputs[old] = new }
      }
      replacements[name] = Replacement(
        newClass: newClass,
        inputs: (entry["input_mapping"]?.array ?? []).compactMap { map in
          map["new_id"]?.string.map { ($0, map["old_id"]?.string, map["set_value"]) }
        }, outputs: outputs)
    }
    for (name, inputs) in Self.pairs(json["input_accepts"]) {
      for (input, entry) in Self.pairs(inputs) {
        accepted[name, default: [:]][input] = (entry["accepts"]?.array ?? []).compactMap(\.string)
      }
    }
    for entry in json["str_subclass_outputs"]?.array ?? [] where entry[2] == "MultiInput" {
      guard let name = entry[0]?.string, let type = entry[1]?.string else { continue }
      manifoldOutputs[name, default: []].insert(type)
    }
  }

  /// The loaders of the VideoHelperSuite ask for paths; their entries say only that it depends on
  /// the machine.
  private static func check(_ entry: JSONValue, of classType: String) -> Check {
    let check = entry["check"]?.string.flatMap(Check.init) ?? .other
    return check == .other && classType.hasPrefix("VHS_Load") ? .pathExists : check
  }

  func hook(of classType: String) -> Hook? { hooks[classType] }

  /// Whether the class's own check may refuse what an input holds: a link, or a value other than
  /// its start value.
  public func mayRefuse(_ input: String, of classType: String) -> Bool {
    hooks[classType]?.mayRefuse(input) ?? false
  }

  /// Whether the class's own check may refuse the types of its links.
  public func mayRefuseLinkTypes(of classType: String) -> Bool {
    guard let hook = hooks[classType] else { return false }
    return hook.takesInputTypes && hook.check != .alwaysTrue
  }

  /// What takes the place of a class that is gone, or `nil`.
  public func replacement(of classType: String) -> Replacement? { replacements[classType] }

  /// Whether code of the class lets a link pass that the types alone would refuse.
  func accepts(
    _ received: SocketType, from source: String, at input: String, of consumer: String,
    type: SocketType
  ) -> Bool {
    if let names = accepted[consumer]?[input], names.contains(received.name) { return true }
    // VHS loaders put out images or, with a VAE, latents under one shown type.
    return manifoldOutputs[source]?.contains(received.name) == true && type == .named("LATENT")
  }

  private static func pairs(_ json: JSONValue?) -> [(String, JSONValue)] {
    (json?.object ?? JSONObject()).members.map { ($0.key, $0.value) }
  }
}
