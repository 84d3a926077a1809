public import JSON

/// One place of a node's `widgets_values`.
public enum WidgetPlace: Equatable, Sendable {
  /// The widget of an input; the input's name is complete (`model.images`).
  case value(input: InputDefinition)
  /// The control mode (`fixed`, `randomize` ...) after the input named `of`.
  case control(of: String)
  /// A widget that no input has.
  case frontend(FrontendWidget)
}

/// Which value stands where in `widgets_values`.
///
/// The frontend stores widget values by position, so a place too many or too few silently shifts
/// every later value. Source: COMFYUI.md C4 and D3 (ComfyUI frontend 1.58.1:
/// services/litegraphService.ts).
public enum WidgetOrder {
  /// The words a control widget may hold; never part of the API format.
  public static let controlModes = [
    "fixed", "increment", "decrement", "randomize", "increment-wrap",
  ]

  /// The integers that are followed by a control mode unless their definition says otherwise.
  static let seedNames: Set<String> = ["seed", "noise_seed"]

  /// The places for a node whose literals are given by `values`.
  ///
  /// - Parameters:
  ///   - definition: The node's definition.
  ///   - values: The literal at an input, by which dynamic combos choose their option; `nil` lets
  ///     the default choose.
  /// - Returns: The places in order.
  public static func places(
    for definition: NodeDefinition, values: (String) -> JSONValue?
  ) -> [WidgetPlace] {
    var places: [WidgetPlace] = []
    walk(definition) { place in
      places.append(place)
      return switch place {
      case .value(let input): values(input.name)
      case .control: nil
      case .frontend(let widget): widget.value(values)
      }
    }
    return places
  }

  /// Whether the frontend shows a widget for an input, so that a literal can be set there.
  public static func hasWidget(_ input: InputDefinition) -> Bool {
    if input.isForcedSocket { return false }
    if input.isSocketless { return true }
    if input.isDefaultSocket, input.presence == .optional { return false }
    switch input.dynamic {
    case .combo: return true
    case .autogrow, .slot, .matchType: return false
    case nil: break
    }
    if input.choices != nil { return true }
    return typesWithWidgets.contains(input.widgetType ?? input.type.name)
  }

  /// Whether a control mode follows the value of an input.
  public static func hasControl(_ input: InputDefinition) -> Bool {
    switch input.widgetType ?? input.type.name {
    case "INT":
      input.controlAfterGenerate ?? seedNames.contains(input.name)
    case "FLOAT", "COMBO": input.controlAfterGenerate ?? false
    default: false
    }
  }

  /// The places of a row that also has values of sockets without a widget: whether it is such a
  /// one.
  ///
  /// Inputs that were widgets once have such values in old files, and the frontend drops them from
  /// every row of just this length. Empty when the definition has no such socket.
  ///
  /// Source: ComfyUI frontend 1.58.1: utils/litegraphUtil.ts (migrateWidgetsValues).
  static func forcedPlaces(_ definition: NodeDefinition) -> [Bool] {
    guard definition.inputs.contains(where: \.isForcedSocket) else { return [] }
    var isForced: [Bool] = []
    for input in definition.inputs where input.isForcedSocket || hasWidget(input) {
      isForced.append(input.isForcedSocket)
      if input.controlAfterGenerate == true { isForced.append(false) }
    }
    return isForced
  }

  /// Visits the places in order; `visit` returns the value at a place, so that dynamic combos can
  /// choose their option and filled option fields bring the next.
  static func walk(_ definition: NodeDefinition, _ visit: (WidgetPlace) -> JSONValue?) {
    let extras = FrontendWidget.table[definition.classType] ?? []
    for input in definition.inputs {
      walk(input, visit)
      for extra in extras where extra.after == input.name { _ = visit(.frontend(extra)) }
    }
    for extra in extras where extra.after == nil { _ = visit(.frontend(extra)) }
    guard FrontendWidget.growsOptions(definition.classType) else { return }
    for number in 1...FrontendWidget.optionLimit {
      let field = FrontendWidget(
        name: FrontendWidget.option(number), content: .field(""), isQueued: true)
      guard let value = visit(.frontend(field)), !value.isNull, value != "" else { break }
    }
  }

  private static func walk(_ input: InputDefinition, _ visit: (WidgetPlace) -> JSONValue?) {
    guard hasWidget(input) else { return }
    if input.type.name == "IMAGECOMPARE" {
      _ = visit(.frontend(.comparison(input.name)))
      return
    }
    let value = visit(.value(input: input))
    if hasControl(input) { _ = visit(.control(of: input.name)) }
    guard case .combo(let options) = input.dynamic else { return }
    let key = value ?? input.defaultValue ?? options.first?.key
    guard let key, let option = options.first(where: { $0.key.isPythonEqual(to: key) }) else {
      return
    }
    for var inner in option.inputs {
      inner.name = input.name + "." + inner.name
      walk(inner, visit)
    }
  }

  /// The types that have a widget: core ones, then those core extensions register (D3).
  private static let typesWithWidgets: Set<String> = [
    "INT", "FLOAT", "STRING", "BOOLEAN", "COMBO", "MARKDOWN", "TEXTAREA", "COLOR", "COLORS",
    "BOUNDING_BOX", "BOUNDING_BOXES", "CURVE", "RANGE", "CHART", "GALLERIA", "IMAGECOMPARE",
    "IMAGEUPLOAD", "PAINTER", "COMPOSITOR", "VIDEO_EDIT", "RESOLUTION_PREVIEW",
    "LIGHT_INFO_PREVIEW", "COMFY_DYNAMICCOMBO_V3", "COMFY_DYNAMICGROUP_V3",
    "LOAD_3D", "LOAD_3D_ADVANCED", "PREVIEW_3D", "CAMERA_INFO_STATE", "CAMERA_ANGLE_VIEW",
    "WEBCAM", "AUDIO_UI", "AUDIOUPLOAD", "AUDIO_RECORD",
  ]
}
