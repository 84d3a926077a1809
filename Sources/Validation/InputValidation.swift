import JSON
import WorkflowGraph

/// What the server makes of one literal: converted, then held against range and choices.
///
/// Source: Comfy-Org/ComfyUI v0.33.0: execution.py (validate_inputs).
struct InputValidation {
  /// An error's name, sentence and details, without its place.
  struct Failure: Error {
    let kind: IssueKind
    let message: String
    let details: String
    var suggestion: String?
  }

  /// A literal after conversion.
  enum Converted {
    /// INT or FLOAT, or a number of any other type.
    case number(PythonNumber)
    /// Anything else.
    case value(JSONValue)
  }

  let treatsFileChoicesAsNames: Bool
  var suggestsNames = false

  /// `{"__value__": v}` is v; other values are themselves.
  static func unwrapped(_ value: JSONValue) -> JSONValue {
    if case .object(let object) = value, let inner = object["__value__"] { inner } else { value }
  }

  /// Converts an unwrapped literal to the declared type.
  func convert(
    _ value: JSONValue, for input: CheckedInput
  ) throws(Failure) -> Converted {
    do throws(PythonError) {
      switch input.conversion {
      case .integer: return .number(try PythonNumber.integer(from: value))
      case .float: return .number(try PythonNumber.double(from: value))
      case .text: return .value(.string(PythonText.str(value)))
      case .boolean: return .value(.bool(Self.isTrue(value)))
      case .none:
        if case .number(let number) = value { return .number(PythonNumber(number)) }
        return .value(value)
      }
    } catch {
      throw Failure(
        kind: .invalidInputType,
        message: "Failed to convert an input value to a \(input.type.name) value",
        details: "\(input.name), \(PythonText.str(value)), \(error.text)")
    }
  }

  /// Checks range and choices, as is done unless the class's hook covers the input.
  ///
  /// - Throws: ``PythonError`` when value and bound cannot be compared.
  func check(
    _ converted: Converted, for input: CheckedInput
  ) throws(PythonError) -> Failure? {
    if let bound = input.minimum {
      let number = try number(converted, sign: "<", bound)
      if number.isLess(than: bound) {
        return Failure(
          kind: .valueSmallerThanMin,
          message: "Value \(text(converted)) smaller than min of \(PythonText.text(bound))",
          details: input.name)
      }
    }
    if let bound = input.maximum {
      let number = try number(converted, sign: ">", bound)
      if bound.isLess(than: number) {
        return Failure(
          kind: .valueBiggerThanMax,
          message: "Value \(text(converted)) bigger than max of \(PythonText.text(bound))",
          details: input.name)
      }
    }
    return checkChoice(converted, for: input)
  }

  // MARK: - Choices

  private func checkChoice(_ converted: Converted, for input: CheckedInput) -> Failure? {
    guard let choices = input.choices else { return nil }
    let value = json(converted)
    let values: [JSONValue]
    if input.definition.isMultiselect, case .array(let elements) = value {
      values = elements
    } else {
      values = [value]
    }
    let missing = values.filter { value in
      !input.hasChoice(value)
        && !(treatsFileChoicesAsNames && Self.isPlausibleFile(value, for: input.definition))
    }
    if missing.isEmpty { return nil }
    let list =
      choices.count > 20
      ? "(list of length \(choices.count))" : PythonText.repr(.array(choices))
    return Failure(
      kind: .valueNotInList, message: "Value not in list",
      details: "\(input.name): \(missing.map(PythonText.repr).joined(separator: ", ")) not in "
        + list,
      suggestion: suggestsNames
        ? NearestName.of(PythonText.str(missing[0]), among: choices.lazy.compactMap(\.string))
        : nil)
  }

  private static let fileExtensions: Set<String> = [
    "safetensors", "sft", "ckpt", "pt", "pt2", "pth", "bin", "pkl", "gguf", "onnx", "engine",
    "trt", "msgpack", "torchscript", "model", "vae", "patch", "yaml", "yml", "json", "txt", "csv",
    "png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff", "avif", "exr", "hdr", "svg", "psd",
    "mp4", "webm", "mov", "avi", "mkv", "m4v", "wav", "mp3", "flac", "ogg", "opus", "m4a", "aac",
    "glb", "gltf", "obj", "fbx", "stl", "ply", "usdz", "splat", "ksplat", "spz", "latent", "ttf",
    "otf", "cube", "bvh", "npz", "npy", "zip",
  ]

  /// Whether a text may name a file of the kind a file choice lists: by a known extension, or, when
  /// the list itself holds names without one (folders of models), any text.
  static func isPlausibleFile(_ value: JSONValue, for input: InputDefinition) -> Bool {
    guard input.choicesAreFiles, case .string(let name) = value, !name.isEmpty else {
      return false
    }
    if hasFileExtension(name) { return true }
    guard let choices = input.choices, !choices.isEmpty else { return true }
    return choices.contains { choice in
      guard let name = choice.string else { return false }
      return !hasFileExtension(name) && name.lowercased() != "none"
    }
  }

  private static func hasFileExtension(_ name: String) -> Bool {
    // A suffix such as " [output]" only chooses the folder.
    let base = name.hasSuffix("]") ? name.prefix { $0 != "[" } : name[...]
    guard let dot = base.lastIndex(of: ".") else { return false }
    let tail = base[base.index(after: dot)...].lowercased()
    return fileExtensions.contains(tail.filter { $0 != " " })
  }

  // MARK: - Python

  private static func isTrue(_ value: JSONValue) -> Bool {
    switch value {
    case .null: false
    case .bool(let flag): flag
    case .number(let number):
      switch PythonNumber(number) {
      case .int(let value): value != 0
      case .big: true
      case .float(let value): value != 0
      }
    case .string(let text): !text.isEmpty
    case .array(let elements): !elements.isEmpty
    case .object(let object): !object.isEmpty
    }
  }

  private func number(
    _ converted: Converted, sign: String, _ bound: PythonNumber
  ) throws(PythonError) -> PythonNumber {
    switch converted {
    case .number(let number): return number
    case .value(.bool(let flag)): return .int(flag ? 1 : 0)
    case .value(let value):
      var boundType = "int"
      if case .float = bound { boundType = "float" }
      throw PythonError(
        text: "'\(sign)' not supported between instances of '\(PythonText.typeName(value))' and "
          + "'\(boundType)'")
    }
  }

  private func text(_ converted: Converted) -> String {
    switch converted {
    case .number(let number): PythonText.text(number)
    case .value(let value): PythonText.str(value)
    }
  }

  /// The value as JSON, for choices; choice inputs are not converted, so spelling is kept.
  private func json(_ converted: Converted) -> JSONValue {
    switch converted {
    case .value(let value): value
    case .number(let number): .number(JSONNumber(spelling: PythonText.text(number)))
    }
  }
}
