public import JSON

/// A widget that the frontend adds to a node beside those of its definition.
///
/// Source: ComfyUI frontend 1.58.1, all 3,970 classes of the extended definitions created in it
/// and their widgets compared with the definitions: extensions/core/uploadImage.ts,
/// uploadAudio.ts, load3d.ts, saveMesh.ts, webcamCapture.ts, customWidgets.ts;
/// widgets/composables/useBoundingBoxWidget.ts, useRemoteWidget.ts. Widgets that are neither saved
/// nor queued (audio players, previews of text) do not matter here and are not listed.
public struct FrontendWidget: Equatable, Sendable {
  /// What such a widget holds.
  public enum Content: Equatable, Sendable {
    /// A value that never changes: a button's label.
    case button(JSONValue)
    /// A value of its own, with the one it starts with.
    case field(JSONValue)
    /// The member `key` of the value of the input named `of`.
    case member(of: String, key: String)
    /// The place of the value of `choice` among `option1`, `option2` …, from 0; -1 for none.
    case place(of: String)
  }

  /// The frontend's name for it.
  public var name: String
  /// What it holds.
  public var content: Content
  /// Whether it is sent to the server, under its name, like an input.
  public var isQueued = false
  /// Whether it has a place in `widgets_values`.
  public var isSaved = true
  /// The input whose places it follows; `nil` when it stands behind those of all inputs.
  var after: String?

  /// The value it has in a node with the given literals.
  ///
  /// - Parameter literal: The literal set under a name.
  /// - Returns: What stands in its place of `widgets_values`.
  public func value(_ literal: (String) -> JSONValue?) -> JSONValue {
    switch content {
    case .button(let label): return label
    case .field(let start): return literal(name) ?? start
    case .member(let input, let key): return literal(input)?[key] ?? .null
    case .place(let choice):
      let chosen = literal(choice)
      var number = 0
      while let option = literal(Self.option(number + 1)) {
        if let chosen, option.isPythonEqual(to: chosen) { return .int(number) }
        number += 1
      }
      return -1
    }
  }

  /// Whether a literal of this name is a frontend widget's, which the server ignores.
  public static func isQueued(_ name: String, by classType: String) -> Bool {
    (table[classType] ?? []).contains { $0.isQueued && $0.name == name }
      || growsOptions(classType) && name.hasPrefix("option")
  }

  /// The view of two pictures: queued with the names that it has only after a run, never saved.
  static func comparison(_ name: String) -> FrontendWidget {
    FrontendWidget(name: name, content: .button(["", ""]), isQueued: true, isSaved: false)
  }

  // MARK: - CustomCombo

  /// Whether nodes of this class have the fields `option1`, `option2` …, one more than are filled.
  static func growsOptions(_ classType: String) -> Bool { classType == "CustomCombo" }

  /// The field of one option, counted from 1.
  static func option(_ number: Int) -> String { "option\(number)" }

  /// More options than anyone types; ends the reading of hostile files.
  static let optionLimit = 1000

  // MARK: - The table

  /// By class type, in the order of the places.
  static let table: [String: [FrontendWidget]] = {
    var table = special
    for classType in classesWithUpload { table[classType, default: []].append(upload) }
    return table
  }()

  private static let upload = FrontendWidget(name: "upload", content: .button("image"))

  /// Classes with a required choice marked `image_upload`, `video_upload` or
  /// `animated_image_upload`.
  private static let classesWithUpload = [
    "LanPaint_VideoMaskEditor", "Load image with metadata [Crystools]", "LoadAndResizeImage",
    "LoadImage", "LoadImage //Inspire", "LoadImageMask", "LoadImageOutput", "LoadVideo",
    "Mask Sketch", "PromptExtractor //Inspire", "TTP_Smart_Tile_Interactive_Crop_Experimental",
  ]

  private static let viewer = FrontendWidget(name: "image", content: .field(""), isQueued: true)

  private static let special: [String: [FrontendWidget]] = [
    "CustomCombo": [FrontendWidget(name: "index", content: .place(of: "choice"), isQueued: true)],
    "ImageCropV2": ["x", "y", "width", "height"].map { key in
      FrontendWidget(name: key, content: .member(of: "crop_region", key: key))
    },
    "Load3D": [
      ("upload 3d model", "upload3dmodel"), ("upload extra resources", "uploadExtraResources"),
      ("clear", "clear"),
    ].map { name, label in
      FrontendWidget(
        name: name, content: .button(.string(label)), isQueued: true, after: "model_file")
    },
    "LoadAudio": [FrontendWidget(name: "upload", content: .button(""))],
    "LoadImageOutput": [
      FrontendWidget(name: "Auto-refresh after generation", content: .field(false)),
      FrontendWidget(name: "refresh", content: .button("refresh"), isQueued: true),
    ],
    "Preview3D": [viewer],
    "RecordAudio": [FrontendWidget(name: "audio#1", content: .button(""))],
    "SaveGLB": [viewer],
    "WebcamCapture": [
      FrontendWidget(name: "waiting for camera...", content: .button("capture"))
    ],
  ]
}
