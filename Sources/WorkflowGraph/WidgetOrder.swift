public import JSON

/// One place of a node's `widgets_values`.
public enum WidgetPlace: Equatable, Sendable {
  /// The widget of an input; the input's name is complete (`model.images`).
  case value(input: InputDefinition)
  /// The control mode (`fixed`, `randomize` ...) after the input named `of`.
  case control(of: String)
  /// A widget that only the frontend knows, with the value to write there.
  case frontend(name: String, value: JSONValue)
}

/// Which value stands where in `widgets_values`.
///
/// The frontend stores widget values by position, so a place too many or too few silently shifts
/// every later value. Source: COMFYUI.md C4 and D3 (ComfyUI frontend 1.58.1:
/// services/litegraphService.ts); the table of frontend-only widgets was measured on real files.
public enum WidgetOrder {
  /// The words a control widget may hold; never part of the API format.
  public static let controlModes = [
    "fixed", "increment", "decrement", "randomize", "increment-wrap",
  ]

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
      guard case .value(let input) = place else { return nil }
      return values(input.name)
    }
    return places
  }

  /// Whether the frontend shows a widget for an input, so that a literal can be set there.
  public static func hasWidget(_ input: InputDefinition) -> Bool {
    if input.isSocketless { return true }
    if input.isForcedSocket { return false }
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
      input.controlAfterGenerate ?? (input.name == "seed" || input.name == "noise_seed")
    case "FLOAT", "COMBO": input.controlAfterGenerate ?? false
    default: false
    }
  }

  /// Visits the places in order, on request also those of older files; `visit` returns the value
  /// at a place so that dynamic combos can choose their option.
  static func walk(
    _ definition: NodeDefinition, withOld: Bool = false, _ visit: (WidgetPlace) -> JSONValue?
  ) {
    let extras = frontendWidgets[definition.classType] ?? []
    for input in definition.inputs {
      walk(input, visit)
      for extra in extras where extra.after == input.name && (withOld || !extra.isOld) {
        _ = visit(.frontend(name: extra.name, value: extra.value))
      }
    }
  }

  private static func walk(_ input: InputDefinition, _ visit: (WidgetPlace) -> JSONValue?) {
    guard hasWidget(input) else { return }
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

  /// A place that no definition names.
  private struct FrontendWidget {
    /// The input whose places it follows.
    var after: String
    var name: String
    var value: JSONValue
    /// Whether only older files have it; such places are read, never written.
    var isOld = false
  }

  private static let frontendWidgets: [String: [FrontendWidget]] = [
    "LoadImage": [FrontendWidget(after: "image", name: "upload", value: "image")],
    "LoadImageMask": [FrontendWidget(after: "channel", name: "upload", value: "image")],
    "LoadImageOutput": [FrontendWidget(after: "image", name: "upload", value: "image")],
    "LoadVideo": [FrontendWidget(after: "file", name: "upload", value: "image")],
    "LoadAudio": [FrontendWidget(after: "audio", name: "audioUI", value: "")],
    "RecordAudio": [FrontendWidget(after: "audio", name: "audioUI", value: "")],
    "SaveGLB": [FrontendWidget(after: "filename_prefix", name: "image", value: "")],
    "Preview3D": [FrontendWidget(after: "model_file", name: "image", value: "")],
    "Load3D": [
      FrontendWidget(
        after: "model_file", name: "upload 3d model", value: "upload3dmodel", isOld: true),
      FrontendWidget(
        after: "model_file", name: "upload extra resources", value: "uploadExtraResources",
        isOld: true),
      FrontendWidget(after: "model_file", name: "clear", value: "clear", isOld: true),
    ],
  ]
}
