import JSON
import WorkflowGraph

/// What the server makes of one link: an array of two, source id and slot.
///
/// Source: Comfy-Org/ComfyUI v0.33.0: execution.py (validate_inputs).
enum LinkValidation {
  /// A link that can be followed.
  struct Resolved {
    /// Position of the source node in the prompt.
    let source: Int
    /// The type of the output it leaves.
    let type: SocketType
  }

  /// Finds source and type; `source` is the node of that id, if there is one.
  ///
  /// - Throws: What Python raises for an id or slot that is none.
  static func resolve(
    _ link: [JSONValue], from source: Int?, in prompt: ParsedPrompt
  ) throws(PythonError) -> Resolved {
    guard let source else {
      switch link[0] {
      case .array, .object:
        throw PythonError(text: "unhashable type: '\(PythonText.typeName(link[0]))'")
      default: throw PythonError(text: PythonText.repr(link[0]))
      }
    }
    let outputs = prompt.nodes[source].checked.outputs
    let slot: Int
    switch link[1] {
    case .bool(let flag): slot = flag ? 1 : 0
    case .number(let number) where number.isInteger:
      slot = number.int ?? .max
    default:
      throw PythonError(
        text: "tuple indices must be integers or slices, not "
          + PythonText.typeName(link[1]))
    }
    let index = slot < 0 ? outputs.count + slot : slot
    guard outputs.indices.contains(index) else {
      throw PythonError(text: "tuple index out of range")
    }
    return Resolved(source: source, type: outputs[index].type)
  }

  /// Whether the types fit, by the types alone, by the classes' own code, or because a partly
  /// known class shows less than there is (its choices appear as plain `COMBO`).
  static func fits(
    _ received: SocketType, from source: CheckedClass, at input: CheckedInput,
    of consumer: CheckedClass, hooks: HookTable
  ) -> Bool {
    if input.type.accepts(received) { return true }
    if source.tier == .observed || consumer.tier == .observed {
      if input.type.name == "COMBO" || received.name == "COMBO" { return true }
    }
    return hooks.accepts(
      received, from: source.classType, at: input.name, of: consumer.classType, type: input.type)
  }

  /// A type as Python prints it.
  static func text(_ type: SocketType) -> String {
    switch type {
    case .named(let name): name
    case .choices(let choices): PythonText.repr(.array(choices))
    }
  }
}
