public import JSON

/// The expansion of dynamic inputs (V3): which inputs a node has depends on the values given.
///
/// Names join with a dot and prefixes nest: `model.images.image0`. Expansions stand in the place
/// of the dynamic input, the selector of a dynamic combo first.
///
/// Source: Comfy-Org/ComfyUI v0.33.0: comfy_api/latest/_io.py (Autogrow, DynamicCombo,
/// DynamicSlot, get_finalized_class_inputs).
extension NodeDefinition {
  /// The inputs as the frontend shows them for the values given.
  ///
  /// - Parameter literal: The literal set on a dotted input name; `nil` when absent or linked.
  /// - Returns: Static inputs and expansions, in order, with full dotted names. Selectors of
  ///   dynamic combos are always listed; an autogrow input itself never is.
  public func expandedInputs(_ literal: (String) -> JSONValue?) -> [InputDefinition] {
    expanded(literal: literal, isGiven: { literal($0) != nil }, listsUnmatched: true)
  }

  /// The inputs the server checks for the values given.
  ///
  /// Differs from ``expandedInputs(_:)`` as the server does: a dynamic combo whose selector is
  /// absent, unknown, linked or wrapped adds nothing, not even the selector, and a dynamic slot
  /// exists only when it is given.
  ///
  /// - Parameters:
  ///   - literal: The literal set on a dotted input name; `nil` when absent or linked.
  ///   - isGiven: Whether a dotted name is set at all, by literal or by link.
  /// - Returns: What the server would look at, in definition order.
  public func checkedInputs(
    literal: (String) -> JSONValue?, isGiven: (String) -> Bool
  ) -> [InputDefinition] {
    guard inputs.contains(where: \.isExpanding) else { return inputs }
    return expanded(literal: literal, isGiven: isGiven, listsUnmatched: false)
  }

  /// The input named `name`, static or expanded.
  ///
  /// - Parameters:
  ///   - name: A full, perhaps dotted, name.
  ///   - literal: The literal set on a dotted input name; `nil` when absent or linked.
  /// - Returns: The input, or `nil` when the values given call for none of that name.
  public func resolvedInput(
    named name: String, literal: (String) -> JSONValue?
  ) -> InputDefinition? {
    if let input = input(name), !input.isExpanding { return input }
    guard inputs.contains(where: \.isExpanding) else { return nil }
    return expandedInputs(literal).first { $0.name == name }
  }

  private func expanded(
    literal: (String) -> JSONValue?, isGiven: (String) -> Bool, listsUnmatched: Bool
  ) -> [InputDefinition] {
    withoutActuallyEscaping(literal) { literal in
      withoutActuallyEscaping(isGiven) { isGiven in
        let expansion = DynamicExpansion(
          literal: literal, isGiven: isGiven, listsUnmatched: listsUnmatched)
        var result: [InputDefinition] = []
        result.reserveCapacity(inputs.count)
        for input in inputs { expansion.add(input, prefix: "", to: &result) }
        return result
      }
    }
  }
}

extension InputDefinition {
  /// Whether further inputs come and go with the values given.
  public var isExpanding: Bool {
    switch dynamic {
    case .autogrow, .combo, .slot: true
    case .matchType, nil: false
    }
  }
}

private struct DynamicExpansion {
  let literal: (String) -> JSONValue?
  let isGiven: (String) -> Bool
  let listsUnmatched: Bool

  func add(_ input: InputDefinition, prefix: String, to result: inout [InputDefinition]) {
    var input = input
    if !prefix.isEmpty { input.name = prefix + input.name }
    switch input.dynamic {
    case .matchType, nil: result.append(input)
    case .autogrow(let template, let names, let minimum):
      for (index, name) in names.enumerated() {
        var grown = template
        grown.name = name
        if template.presence == .required {
          grown.presence = index < minimum ? .required : .optional
        }
        add(grown, prefix: prefix, to: &result)
      }
    case .combo(let options):
      let value = literal(input.name)
      let option = value.flatMap { value in options.first { $0.key.isPythonEqual(to: value) } }
      if listsUnmatched || option != nil { result.append(input) }
      for further in option?.inputs ?? [] { add(further, prefix: input.name + ".", to: &result) }
    case .slot(let slot, let further):
      guard listsUnmatched || isGiven(input.name) else { return }
      input.type = slot.type
      result.append(input)
      guard isGiven(input.name) else { return }
      for next in further { add(next, prefix: input.name + ".", to: &result) }
    }
  }
}

// MARK: - Equality

extension JSONValue {
  /// Whether Python's `==` would call the two values equal: `1 == 1.0 == True`, texts by code
  /// point, objects without regard to order.
  public func isPythonEqual(to other: JSONValue) -> Bool {
    switch (self, other) {
    case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
    case (.null, .null): true
    case (.number, .number), (.number, .bool), (.bool, .number), (.bool, .bool):
      Self.areEqual(asNumber, other.asNumber)
    case (.array(let left), .array(let right)):
      left.count == right.count && zip(left, right).allSatisfy { $0.isPythonEqual(to: $1) }
    case (.object(let left), .object(let right)):
      left.count == right.count
        && left.allSatisfy { right[$0.key]?.isPythonEqual(to: $0.value) ?? false }
    default: false
    }
  }

  private var asNumber: JSONNumber {
    switch self {
    case .bool(let flag): JSONNumber(flag ? 1 : 0)
    case .number(let number): number
    default: JSONNumber(0)
    }
  }

  private static func areEqual(_ left: JSONNumber, _ right: JSONNumber) -> Bool {
    if left.isInteger && right.isInteger {
      return left.text == right.text || (left.int == 0 && right.int == 0)
    }
    return left.double == right.double
  }
}
