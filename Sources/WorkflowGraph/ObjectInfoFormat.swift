public import JSON

/// Reads what a ComfyUI server says of its node classes (`GET /object_info`).
///
/// Tolerant: a definition or input of an odd shape keeps what can be read of it; nothing traps and
/// nothing is thrown. Hidden inputs are left out. Inputs stand in the order of `input_order`
/// (required, then optional), then those it does not name; of two inputs of one name the required
/// one stays, as the server looks there first. Class names are kept byte by byte.
///
/// Source: Comfy-Org/ComfyUI v0.33.0: server.py (node_info), comfy_api/latest/_io.py.
public enum ObjectInfoFormat {
  /// Input names that are filled from files, by class type; dynamic inputs by dotted name.
  public typealias FileChoices = [String: Set<String>]

  /// Reads a whole answer of `/object_info`.
  ///
  /// - Parameters:
  ///   - json: The object of class types.
  ///   - tier: The tier of classes outside ComfyUI itself; ComfyUI's own classes are `.core`.
  ///   - packs: The pack of each class type; without an entry it is read from `python_module`.
  ///   - fileChoices: Inputs whose choices are names of files installed on one machine.
  /// - Returns: The definitions in the order of the object.
  public static func read(
    _ json: JSONValue, tier: DefinitionTier = .extended, packs: [String: String] = [:],
    fileChoices: FileChoices = [:]
  ) -> NodeCatalog {
    let definitions = (json.object ?? JSONObject()).members.map { member in
      definition(
        member.key, member.value, tier: tier, pack: packs[member.key],
        fileInputs: fileChoices[member.key] ?? [])
    }
    return NodeCatalog(definitions)
  }

  private static func definition(
    _ classType: String, _ json: JSONValue, tier: DefinitionTier, pack: String?,
    fileInputs: Set<String>
  ) -> NodeDefinition {
    let ownPack = Self.pack(ofModule: json["python_module"]?.string ?? "")
    return NodeDefinition(
      classType: classType, displayName: json["display_name"]?.string ?? "",
      category: json["category"]?.string ?? "", pack: pack ?? ownPack,
      tier: ownPack == "core" ? .core : tier,
      isOutputNode: json["output_node"]?.bool ?? false,
      isDeprecated: json["deprecated"]?.bool ?? false, isAPINode: json["api_node"]?.bool ?? false,
      inputs: InputReader(fileInputs: fileInputs).inputs(
        json["input"], order: json["input_order"], prefix: ""),
      outputs: outputs(json))
  }

  /// `core` for ComfyUI's own modules, the folder below `custom_nodes`, or an empty text.
  private static func pack(ofModule module: String) -> String {
    let parts = module.split(separator: ".", maxSplits: 1)
    switch parts.first {
    case "nodes", "comfy_extras", "comfy_api_nodes", "websocket_image_save": return "core"
    case "custom_nodes":
      guard parts.count == 2 else { return "" }
      return parts[1] == "websocket_image_save" ? "core" : String(parts[1])
    default: return ""
    }
  }

  private static func outputs(_ json: JSONValue) -> [OutputDefinition] {
    let types = json["output"]?.array ?? []
    let templates = json["output_matchtypes"]
    return types.indices.map { slot in
      let type = socketType(types[slot])
      return OutputDefinition(
        name: json["output_name"]?[slot]?.string ?? type.name, type: type,
        isList: json["output_is_list"]?[slot]?.bool ?? false,
        matchTemplate: templates?[slot]?.string)
    }
  }

  /// A name, or a list standing in a type's place; anything else is the wildcard.
  fileprivate static func socketType(_ json: JSONValue?) -> SocketType {
    switch json {
    case .string(let name): .named(name)
    case .array(let choices): .choices(choices)
    default: .any
    }
  }
}

// MARK: - Inputs

/// Reads the inputs of one class; `fileInputs` are dotted names.
private struct InputReader {
  let fileInputs: Set<String>

  /// Reads `{required, optional, hidden}`; `prefix` (`"x."` or empty) is only for file choices.
  func inputs(_ json: JSONValue?, order: JSONValue?, prefix: String) -> [InputDefinition] {
    var inputs: [InputDefinition] = []
    var seen: Set<String> = []
    for presence in [InputPresence.required, .optional] {
      guard let group = json?[presence.rawValue]?.object else { continue }
      let ordered = order?[presence.rawValue]?.array?.compactMap(\.string) ?? []
      for name in ordered + group.keys {
        guard let specification = group[name], seen.insert(name).inserted else { continue }
        inputs.append(input(name, specification, presence, prefix: prefix))
      }
    }
    return inputs
  }

  private func input(
    _ name: String, _ json: JSONValue, _ presence: InputPresence, prefix: String
  ) -> InputDefinition {
    let type = ObjectInfoFormat.socketType(json.array == nil ? json : json[0])
    let options = json[1]
    var input = InputDefinition(name: name, presence: presence, type: type)
    input.defaultValue = options?["default"]
    input.minimum = options?["min"]?.number
    input.maximum = options?["max"]?.number
    input.step = options?["step"]?.number
    input.isMultiselect = options?["multiselect"]?.bool ?? false
    input.isMultiline = options?["multiline"]?.bool ?? false
    input.isForcedSocket = options?["forceInput"]?.bool ?? false
    input.isDefaultSocket = options?["defaultInput"]?.bool ?? false
    input.isSocketless = options?["socketless"]?.bool ?? false
    input.widgetType = options?["widgetType"]?.string
    input.controlAfterGenerate = options?["control_after_generate"].map { $0.bool ?? true }
    if case .choices(let choices) = type { input.choices = choices }
    if type == .named("COMBO") { input.choices = options?["options"]?.array ?? [] }
    input.choicesAreFiles = input.choices != nil && fileInputs.contains(prefix + name)
    input.dynamic = dynamic(name, type.name, options, prefix: prefix + name + ".")
    return input
  }

  private func dynamic(
    _ name: String, _ type: String, _ options: JSONValue?, prefix: String
  ) -> DynamicInput? {
    switch type {
    case "COMFY_AUTOGROW_V3": return autogrow(name, options?["template"], prefix: prefix)
    case "COMFY_DYNAMICCOMBO_V3":
      return .combo(
        options: (options?["options"]?.array ?? []).map { option in
          DynamicOption(
            key: option["key"] ?? .null,
            inputs: inputs(option["inputs"], order: nil, prefix: prefix))
        })
    case "COMFY_DYNAMICSLOT_V3":
      guard let slot = options?["slotType"] ?? options?["type"] else { return nil }
      return .slot(
        input: InputDefinition(
          name: name, presence: .optional, type: ObjectInfoFormat.socketType(slot)),
        further: inputs(options?["inputs"], order: nil, prefix: prefix))
    case "COMFY_MATCHTYPE_V3":
      let template = options?["template"]
      return .matchType(
        template: template?["template_id"]?.string ?? "",
        allowed: template?["allowed_types"]?.string ?? "*")
    default: return nil
    }
  }

  /// The names a server makes of the template: at most 100, `x.<prefix>0` … or `x.<name>`.
  private func autogrow(_ name: String, _ json: JSONValue?, prefix: String) -> DynamicInput? {
    guard var template = inputs(json?["input"], order: nil, prefix: prefix).first else {
      return nil
    }
    template.isForcedSocket = true
    let names: [String]
    if let given = json?["names"]?.array {
      names = given.compactMap(\.string)
    } else {
      let count = min(max(json?["max"]?.int ?? 10, 0), 100)
      let stem = json?["prefix"]?.string ?? ""
      names = (0..<count).map { "\(stem)\($0)" }
    }
    return .autogrow(
      template: template, names: names.prefix(100).map { "\(name).\($0)" },
      minimum: max(json?["min"]?.int ?? 0, 0))
  }
}

// MARK: - Observed classes

extension ObjectInfoFormat {
  /// Reads facts of classes seen in real files: `{class: {count, inputs: {name: type},
  /// widget_inputs: [name], outputs: [[name, type]], pack}}`.
  ///
  /// The definitions are *partly known*: tier `.observed`, presence `.unknown`, no ranges, no
  /// choices (`nil` even for `COMBO`), perhaps not all inputs. Nobody knows which of these classes
  /// are output nodes; taken as such are those without outputs and those whose class name begins
  /// with Save, Preview, Show or Display. A type that is no type name (a number, or a choice list
  /// flattened into a text) becomes `*`, and `COMBO` on a widget.
  public static func readObserved(_ json: JSONValue) -> NodeCatalog {
    NodeCatalog((json.object ?? JSONObject()).members.map { observed($0.key, $0.value) })
  }

  /// Whether the frontend resolves a type before a prompt is built, so that no server knows it:
  /// reroutes, notes, primitives, group nodes (`workflow/…`, `workflow>…`) and the like.
  public static func isFrontendOnly(_ classType: String) -> Bool {
    FrontendTypes.isVirtual(classType) || classType.hasPrefix("workflow/")
      || classType.hasPrefix("workflow>")
  }

  private static func observed(_ classType: String, _ json: JSONValue) -> NodeDefinition {
    let widgets = Set((json["widget_inputs"]?.array ?? []).compactMap(\.string))
    let inputs = (json["inputs"]?.object ?? JSONObject()).members.map { member in
      let isWidget = widgets.contains(member.key)
      let type = typeName(member.value, isWidget: isWidget)
      let mayBeWidget = ["INT", "FLOAT", "STRING", "BOOLEAN", "COMBO"].contains(type)
      return InputDefinition(
        name: member.key, presence: .unknown, type: .named(type),
        isForcedSocket: mayBeWidget && !isWidget)
    }
    let outputs = (json["outputs"]?.array ?? []).map { output in
      OutputDefinition(
        name: output[0]?.string ?? "",
        type: .named(typeName(output[1] ?? .null, isWidget: false)))
    }
    let prefixes = ["Save", "Preview", "Show", "Display"]
    return NodeDefinition(
      classType: classType, pack: json["pack"]?.string ?? "", tier: .observed,
      isOutputNode: outputs.isEmpty || prefixes.contains { classType.hasPrefix($0) },
      inputs: inputs, outputs: outputs)
  }

  private static func typeName(_ json: JSONValue, isWidget: Bool) -> String {
    guard let name = json.string, !name.isEmpty, Int(name) == nil else {
      return isWidget ? "COMBO" : "*"
    }
    let longest = name.split(separator: ",").count > 1 && name.contains { $0.isLowercase } ? 0 : 100
    guard name.utf8.count <= longest else { return isWidget ? "COMBO" : "*" }
    return name
  }
}
