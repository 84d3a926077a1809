public import JSON

/// One change that rules made to a workflow, with its reason.
public struct Repair: Equatable, Sendable, CustomStringConvertible {
  /// What was changed.
  public enum Kind: String, Sendable {
    /// The value or link at an input.
    case value
    /// The name of an input.
    case name
    /// The class type of a node.
    case classType = "class"
    /// A node is new.
    case added
    /// A node is gone.
    case dropped
  }

  /// What was changed.
  public var kind: Kind
  /// The node's class type, before the change.
  public var classType: String
  /// The node's id.
  public var node: String
  /// The input, when one was changed; with its name before the change.
  public var input: String?
  /// What stood there, in words; `nothing` for an absent value, empty for whole nodes.
  public var old: String
  /// What stands there now, in words; `nothing` for an absent value, empty for whole nodes.
  public var new: String
  /// Why.
  public var reason: String

  /// Makes a line.
  public init(
    _ kind: Kind, classType: String, node: String, input: String? = nil, old: String = "",
    new: String = "", reason: String
  ) {
    self.kind = kind
    self.classType = classType
    self.node = node
    self.input = input
    self.old = old
    self.new = new
    self.reason = reason
  }

  /// One sentence: node, input, what was there, what is there now, and why.
  public var description: String {
    let place = classType.isEmpty ? "node \(node)" : "\(classType) (node \(node))"
    switch kind {
    case .value: return "\(place), \(input ?? ""): \(old) -> \(new): \(reason)"
    case .name: return "\(place), input \(old) -> \(new): \(reason)"
    case .classType: return "\(place), class \(old.isEmpty ? "nothing" : old) -> \(new): \(reason)"
    case .added: return "added \(place): \(reason)"
    case .dropped: return "dropped \(place): \(reason)"
    }
  }

  /// The line as an object; the sentence is part of it.
  public var json: JSONValue {
    [
      "kind": .string(kind.rawValue), "node": .string(node), "class": .string(classType),
      "input": input.map { .string($0) } ?? .null, "old": .string(old), "new": .string(new),
      "reason": .string(reason), "sentence": .string(description),
    ]
  }
}
