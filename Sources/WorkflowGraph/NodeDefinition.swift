public import JSON

/// Where a definition comes from, and so how much it may be trusted.
public enum DefinitionTier: String, Sendable, CaseIterable {
  /// ComfyUI itself: exact.
  case core
  /// A custom pack, read from a real server: exact.
  case extended
  /// Seen in real files only: link types are known; ranges, choices and which inputs are
  /// required are not (a *partly known* node).
  case observed
}

/// One entry of ComfyUI's `/object_info`: a class type with its inputs and outputs.
public struct NodeDefinition: Equatable, Sendable {
  /// ComfyUI's `class_type`, compared byte by byte.
  public var classType: String
  /// The name shown on the canvas.
  public var displayName: String
  /// The menu path, parts joined by `/`.
  public var category: String
  /// The custom pack, `core`, or empty when unknown.
  public var pack: String
  /// How much is known.
  public var tier: DefinitionTier
  /// Whether ComfyUI starts execution from this node (`output_node`).
  public var isOutputNode: Bool
  /// Whether ComfyUI marks the class as deprecated.
  public var isDeprecated: Bool
  /// Whether the node calls a paid web service (`api_node`).
  public var isAPINode: Bool
  /// Required, then optional inputs in `input_order`; hidden inputs are left out.
  public var inputs: [InputDefinition]
  /// The outputs; the position is the slot.
  public var outputs: [OutputDefinition]

  /// Makes a definition; every property but the class type has a neutral default.
  public init(
    classType: String, displayName: String = "", category: String = "", pack: String = "",
    tier: DefinitionTier = .core, isOutputNode: Bool = false, isDeprecated: Bool = false,
    isAPINode: Bool = false, inputs: [InputDefinition] = [], outputs: [OutputDefinition] = []
  ) {
    self.classType = classType
    self.displayName = displayName.isEmpty ? classType : displayName
    self.category = category
    self.pack = pack
    self.tier = tier
    self.isOutputNode = isOutputNode
    self.isDeprecated = isDeprecated
    self.isAPINode = isAPINode
    self.inputs = inputs
    self.outputs = outputs
  }

  /// The static input named `name`, or `nil`; dynamic names need ``expandedInputs(_:)``.
  public func input(_ name: String) -> InputDefinition? { inputs.first { $0.name == name } }
}

/// One output of a node definition.
public struct OutputDefinition: Equatable, Sendable {
  /// The name shown beside the socket.
  public var name: String
  /// The type that links leaving the socket carry.
  public var type: SocketType
  /// Whether the node hands out a list of values.
  public var isList: Bool
  /// The match-type template the output follows (V3), or `nil`.
  public var matchTemplate: String?

  /// Makes an output.
  public init(
    name: String, type: SocketType, isList: Bool = false, matchTemplate: String? = nil
  ) {
    self.name = name
    self.type = type
    self.isList = isList
    self.matchTemplate = matchTemplate
  }
}

/// Whether the server insists on an input.
public enum InputPresence: String, Sendable {
  /// Missing gives `required_input_missing`.
  case required
  /// May be absent.
  case optional
  /// A partly known node: nobody knows.
  case unknown
}

/// One input of a node definition: a socket, a widget, or both.
public struct InputDefinition: Equatable, Sendable {
  /// The name, the key in the API format.
  public var name: String
  /// Whether it must be given.
  public var presence: InputPresence
  /// The declared type.
  public var type: SocketType
  /// The widget's start value.
  public var defaultValue: JSONValue?
  /// Inclusive bounds and the widget's step.
  public var minimum: JSONNumber?
  /// Inclusive upper bound.
  public var maximum: JSONNumber?
  /// The widget's step.
  public var step: JSONNumber?
  /// The choices of an old or new style choice input, perhaps none; `nil` for other inputs.
  public var choices: [JSONValue]?
  /// Whether the choices are names of files installed on one machine (checkpoints, images …).
  public var choicesAreFiles: Bool
  /// Whether several choices may be given.
  public var isMultiselect: Bool
  /// Whether the widget is a text area.
  public var isMultiline: Bool
  /// `forceInput`: a socket without a widget although the type has one.
  public var isForcedSocket: Bool
  /// `defaultInput`: likewise, on optional inputs only.
  public var isDefaultSocket: Bool
  /// `socketless`: a widget without a socket.
  public var isSocketless: Bool
  /// `widgetType`: shows another type's widget.
  public var widgetType: String?
  /// The key `control_after_generate`: `nil` when absent.
  public var controlAfterGenerate: Bool?
  /// What makes the input a dynamic one (V3), or `nil`.
  public var dynamic: DynamicInput?

  /// Makes an input; every property but name and type has a neutral default.
  public init(
    name: String, presence: InputPresence = .required, type: SocketType,
    defaultValue: JSONValue? = nil, minimum: JSONNumber? = nil, maximum: JSONNumber? = nil,
    step: JSONNumber? = nil, choices: [JSONValue]? = nil, choicesAreFiles: Bool = false,
    isMultiselect: Bool = false, isMultiline: Bool = false, isForcedSocket: Bool = false,
    isDefaultSocket: Bool = false, isSocketless: Bool = false, widgetType: String? = nil,
    controlAfterGenerate: Bool? = nil, dynamic: DynamicInput? = nil
  ) {
    self.name = name
    self.presence = presence
    self.type = type
    self.defaultValue = defaultValue
    self.minimum = minimum
    self.maximum = maximum
    self.step = step
    self.choices = choices
    self.choicesAreFiles = choicesAreFiles
    self.isMultiselect = isMultiselect
    self.isMultiline = isMultiline
    self.isForcedSocket = isForcedSocket
    self.isDefaultSocket = isDefaultSocket
    self.isSocketless = isSocketless
    self.widgetType = widgetType
    self.controlAfterGenerate = controlAfterGenerate
    self.dynamic = dynamic
  }
}

/// The V3 input kinds that expand into further inputs.
///
/// Source: Comfy-Org/ComfyUI v0.33.0: comfy_api/latest/_io.py.
public indirect enum DynamicInput: Equatable, Sendable {
  /// `COMFY_AUTOGROW_V3`: `names` in order (`x.image0` …) made from one template input, of which
  /// the first `minimum` are required if the template's input is required.
  case autogrow(template: InputDefinition, names: [String], minimum: Int)
  /// `COMFY_DYNAMICCOMBO_V3`: the value chooses an option, whose inputs are added as `x.<name>`.
  case combo(options: [DynamicOption])
  /// `COMFY_DYNAMICSLOT_V3`: a slot with further inputs, which exist only when it is given.
  case slot(input: InputDefinition, further: [InputDefinition])
  /// `COMFY_MATCHTYPE_V3`: sockets of one template carry one type.
  case matchType(template: String, allowed: String)
}

/// One option of a dynamic combo.
public struct DynamicOption: Equatable, Sendable {
  /// The value that chooses the option.
  public var key: JSONValue
  /// The inputs it adds, each with its own presence.
  public var inputs: [InputDefinition]

  /// Makes an option.
  public init(key: JSONValue, inputs: [InputDefinition]) {
    self.key = key
    self.inputs = inputs
  }
}
