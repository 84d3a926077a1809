import JSON
import WorkflowGraph

/// Runs what is known of a class's own validation hook.
///
/// Source: Comfy-Org/ComfyUI v0.33.0: execution.py (validate_inputs), nodes.py and comfy_extras
/// (VALIDATE_INPUTS, validate_inputs), measured on a running server.
struct HookValidation {
  let hook: HookTable.Hook
  /// Every input given: the converted literal, `null` for a link.
  let given: [(name: String, value: JSONValue)]
  /// The types of the links of the node.
  let receivedTypes: [String: SocketType]
  /// `nil` when nobody knows which files there are: every file then exists.
  let files: MediaFiles?

  /// What the hook answers: `nil` when it is content, otherwise its words (perhaps empty) for each
  /// of the arguments.
  struct Refusal {
    let arguments: [String]
    let words: String
  }

  /// Runs the hook.
  ///
  /// - Throws: ``PythonError`` when the hook, or the call of it, raises.
  func run() throws(PythonError) -> Refusal? {
    var passed = given.filter { hook.covers($0.name) }.map(\.name)
    if hook.takesInputTypes { passed.append("input_types") }
    for argument in hook.arguments where argument != "input_types" {
      guard given.contains(where: { $0.name == argument }) || isOptional(argument) else {
        throw PythonError(
          text: "VALIDATE_INPUTS() missing 1 required positional argument: '\(argument)'")
      }
    }
    guard let words = try words() else { return nil }
    return Refusal(arguments: passed, words: words)
  }

  /// Arguments that may be absent: those of hooks that take everything, but for files.
  private func isOptional(_ argument: String) -> Bool {
    switch hook.check {
    case .alwaysTrue: hook.takesAll && argument != hook.arguments.first
    case .fileExistsUnlessEmptyOrNone, .pathExists, .other: true
    default: false
    }
  }

  private func words() throws(PythonError) -> String? {
    switch hook.check {
    case .alwaysTrue, .other: return nil
    case .fileExists: return try missingFile()
    case .pathExists: return missingPath()
    case .fileExistsUnlessEmptyOrNone:
      let value = value(of: hook.arguments.first ?? "")
      if value == nil || value == .null || value == "" || value == "none" { return nil }
      return try missingFile()
    case .aspectRatio: return try badRatio()
    case .inputTypes: return try badType()
    }
  }

  private func value(of name: String) -> JSONValue? { given.first { $0.name == name }?.value }

  private func missingFile() throws(PythonError) -> String? {
    let argument = hook.arguments.first ?? ""
    guard let value = value(of: argument) else { return nil }
    guard case .string(let name) = value else {
      throw PythonError(text: "'\(PythonText.typeName(value))' object has no attribute 'endswith'")
    }
    guard let files, !files.exists(name) else { return nil }
    return "Invalid \(argument) file: \(name)"
  }

  /// Differs: only paths below the input, output and temporary directory are known.
  private func missingPath() -> String? {
    guard let files, case .string(let path) = value(of: hook.arguments.first ?? "") else {
      return nil
    }
    return !path.isEmpty && files.exists(path) ? nil : "Invalid path: \(path)"
  }

  /// `a:b` from 1:4 to 4:1; everything else raises.
  private func badRatio() throws(PythonError) -> String? {
    let value = value(of: "aspect_ratio") ?? .null
    let parts = (value.string ?? "").split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2,
      let width = try? PythonNumber.double(from: .string(String(parts[0]))).asDouble,
      let height = try? PythonNumber.double(from: .string(String(parts[1]))).asDouble,
      height != 0, width / height >= 0.25, width / height <= 4
    else { throw PythonError(text: "Aspect ratio must be between 1:4 and 4:1.") }
    return nil
  }

  /// The link of a 3D conversion must carry a task that can be converted.
  private func badType() throws(PythonError) -> String? {
    guard let type = receivedTypes["original_model_task_id"] else {
      throw PythonError(text: "'original_model_task_id'")
    }
    let allowed = ["MODEL_TASK_ID", "RIG_TASK_ID", "RETARGET_TASK_ID"]
    return allowed.contains(type.name) ? nil : "Invalid task type: \(type.name)"
  }
}
