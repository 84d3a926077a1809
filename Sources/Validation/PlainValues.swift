import JSON
import WorkflowGraph

// Most of a prompt is plain: literals of the declared type, within the bounds, among the choices;
// links between sockets of one type. Neither layer has anything to say of those, and both would
// find out by looking at each. So it is found out once, with what a class keeps ready, and both
// layers pass plain values over.
//
// Law: a prompt has the same verdict when nothing of it is taken for plain. What needs a closer
// look, whatever the reason, is not plain.

extension CheckedInput {
  /// Whether no rule has anything to say of a literal.
  func isPlain(_ literal: JSONValue) -> Bool {
    guard let plain else { return false }
    switch (plain, literal) {
    case (.integers(let range, let step), .number(let number)):
      guard let value = number.int, range.contains(value) else { return false }
      return step == 1 || (value - range.lowerBound) % step == 0
    case (.floats(let range), .number(let number)): return range.contains(number.double)
    case (.texts, .string), (.booleans, .bool): return true
    case (.choices, .string): return hasChoice(literal)
    default: return false
    }
  }

  /// The literals that are plain; without the bounds that need a closer look.
  enum Plain: Sendable {
    /// Steps count from the lower bound, which is small when there are any.
    case integers(ClosedRange<Int>, step: Int)
    case floats(ClosedRange<Double>)
    case texts
    case booleans
    case choices
  }

  /// What is plain at an input whose parts are known; `nil` when every literal needs a look.
  static func plain(
    _ definition: InputDefinition, _ conversion: Conversion, hasWidget: Bool
  ) -> Plain? {
    guard hasWidget, definition.presence != .unknown, !definition.isMultiselect,
      definition.dynamic == nil
    else { return nil }
    switch conversion {
    case .integer:
      guard let range = integers(definition.minimum, definition.maximum) else { return nil }
      let step = definition.step?.int ?? 1
      if step <= 1 { return .integers(range, step: 1) }
      return range.lowerBound.magnitude < 1 << 31 && range.upperBound.magnitude < 1 << 31
        ? .integers(range, step: step) : nil
    case .float: return floats(definition.minimum, definition.maximum).map(Plain.floats)
    case .text: return .texts
    case .boolean: return .booleans
    case .none: return definition.minimum == nil && definition.maximum == nil ? .choices : nil
    }
  }

  private static func integers(_ least: JSONNumber?, _ most: JSONNumber?) -> ClosedRange<Int>? {
    guard let lower = bound(least, or: .min), let upper = bound(most, or: .max), lower <= upper
    else { return nil }
    return lower...upper
  }

  /// The bound as `Int`; `limit` for one beyond 64 bits, which no such number passes.
  private static func bound(_ bound: JSONNumber?, or limit: Int) -> Int? {
    guard let bound else { return limit }
    guard bound.isInteger else { return nil }
    if let value = bound.int { return value }
    return bound.text.hasPrefix("-") == (limit < 0) ? limit : nil
  }

  private static func floats(_ least: JSONNumber?, _ most: JSONNumber?) -> ClosedRange<Double>? {
    let lower = least?.double ?? -.greatestFiniteMagnitude
    let upper = most?.double ?? .greatestFiniteMagnitude
    // Beyond 2⁵³ a bound that is an integer need not be a double.
    guard lower <= upper, least == nil || abs(lower) < 0x1p53, most == nil || abs(upper) < 0x1p53
    else { return nil }
    return lower...upper
  }
}

extension SocketType {
  /// The name, when a link between two sockets of that name always fits and carries no other type.
  var plainName: String? {
    guard case .named(let name) = self, name != "COMFY_MATCHTYPE_V3", !name.contains(",") else {
      return nil
    }
    return self == .any ? nil : name
  }
}

extension CheckedClass {
  /// Whether no rule has anything to say of a link from `slot` of this class to an input.
  func isPlain(slot: JSONValue, to input: CheckedInput) -> Bool {
    guard let name = input.plainTypeName, case .number(let number) = slot, let index = number.int,
      outputTypeNames.indices.contains(index)
    else { return false }
    return outputTypeNames[index] == name
  }
}
