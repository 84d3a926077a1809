public import JSON

/// The type of an input or output socket, as ComfyUI writes it.
public enum SocketType: Equatable, Sendable {
  /// A type name: `MODEL`, `*`, `COMBO`, or a comma union such as `MESH,FILE_3D_GLB`.
  case named(String)
  /// An old-style choice list standing in the type's place.
  case choices([JSONValue])

  /// The wildcard type `*`.
  public static let any = SocketType.named("*")

  /// The name; `COMBO` for an old-style choice list.
  public var name: String {
    switch self {
    case .named(let name): name
    case .choices: "COMBO"
    }
  }

  /// Whether an output of type `received` may feed an input of this type.
  ///
  /// Source: Comfy-Org/ComfyUI: comfy_execution/validation.py (validate_node_input), with the
  /// match-type rule of v0.33.0. Differs: nothing.
  public func accepts(_ received: SocketType) -> Bool {
    if self == received { return true }
    if self == .any || received == .any { return true }
    let matchType = SocketType.named("COMFY_MATCHTYPE_V3")
    if self == matchType || received == matchType { return true }
    if case .choices = received, self == .named("COMBO") { return true }
    guard case .named(let input) = self, case .named(let output) = received else { return false }
    if !Self.isUnion(input), !Self.isUnion(output) { return false }
    let inputs = Self.parts(input), outputs = Self.parts(output)
    return inputs.contains("*") || outputs.contains("*") || inputs.contains { outputs.contains($0) }
  }

  /// Whether a name may hold several names, or spaces around one.
  private static func isUnion(_ name: String) -> Bool {
    name.utf8.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: " ") }
  }

  private static func parts(_ union: String) -> [Substring] {
    union.split(separator: ",").map { part in
      let head = part.drop { $0 == " " }
      let tail = head.reversed().drop { $0 == " " }
      return head.prefix(tail.count)
    }
  }
}
