import JSON
import Validation
import WorkflowGraph

/// Mends literals: wrong kinds are converted, numbers brought into range, choices made valid.
///
/// The step of a number is left alone, since the server does not look at it.
enum ValueRepair {
  /// Makes every selector of a dynamic combo choose an option, outer ones first.
  static func mendSelectors(_ place: Int, _ draft: inout RepairDraft) {
    // Each pass mends one selector, and a mended one stays good.
    var left = 64
    while left > 0, let (input, options, value) = badSelector(place, draft) {
      left -= 1
      let keys = options.map(\.key)
      guard let fallback = likeliest(options, of: input, place, draft) else { return }
      if let value, let near = NearestChoice.of(value, among: keys, areFiles: false) {
        draft.set(.literal(near), at: input.name, of: place, because: "it is the nearest option")
      } else {
        draft.set(
          .literal(fallback), at: input.name, of: place,
          because: value == nil
            ? "the input is required and chooses what others there are" : "no option is called so")
      }
    }
  }

  private static func badSelector(
    _ place: Int, _ draft: RepairDraft
  ) -> (InputDefinition, [DynamicOption], JSONValue?)? {
    for input in draft.inputs(place) {
      guard case .combo(let options) = input.dynamic, !options.isEmpty else { continue }
      guard let value = draft.nodes[place][input.name] else {
        // Inside an option it may be absent: the node then uses a default of its own.
        if input.presence == .required, !input.name.contains(".") { return (input, options, nil) }
        continue
      }
      guard case .literal(let literal) = value else { return (input, options, nil) }
      if options.contains(where: { $0.key.isPythonEqual(to: literal) }) { continue }
      return (input, options, literal)
    }
    return nil
  }

  /// The option that knows most of the inputs given; the default, then the first among equals.
  private static func likeliest(
    _ options: [DynamicOption], of input: InputDefinition, _ place: Int, _ draft: RepairDraft
  ) -> JSONValue? {
    let prefix = input.name + "."
    let given = draft.nodes[place].inputs.map(\.name).filter { $0.hasPrefix(prefix) }
      .map { $0.dropFirst(prefix.count).prefix { $0 != "." } }
    var best: (key: JSONValue, known: Int)?
    for option in options {
      let names = Set(option.inputs.map(\.name))
      let known = given.count { names.contains(String($0)) }
      let isDefault = input.defaultValue?.isPythonEqual(to: option.key) == true
      if known > best?.known ?? -1 || (known == best?.known && isDefault) {
        best = (option.key, known)
      }
    }
    return best?.key
  }

  // MARK: - Literals

  /// Mends what stands at an input; links and good literals stay.
  static func mend(_ input: InputDefinition, of place: Int, _ draft: inout RepairDraft) {
    guard case .literal(let literal)? = draft.nodes[place][input.name],
      input.presence != .unknown, !input.isExpanding
    else { return }
    let classType = draft.nodes[place].classType
    let check = draft.knowledge.check
    let converted = LiteralConversion.converted(literal, for: input)
    var value = converted ?? literal
    var reason = converted.map { _ in "the input takes \(LiteralConversion.kind(of: input))" }
    if let kind = check.problem(with: value, at: input, of: classType) {
      guard let (better, why) = replacement(value, kind, input, classType, draft) else { return }
      value = better
      reason = why
    }
    guard let reason, check.problem(with: value, at: input, of: classType) == nil else { return }
    draft.set(.literal(value), at: input.name, of: place, because: reason)
  }

  private static func replacement(
    _ value: JSONValue, _ kind: IssueKind, _ input: InputDefinition, _ classType: String,
    _ draft: RepairDraft
  ) -> (JSONValue, String)? {
    switch kind {
    case .valueSmallerThanMin:
      return input.minimum.map { (.number($0), "it is the lowest value allowed") }
    case .valueBiggerThanMax:
      return input.maximum.map { (.number($0), "it is the highest value allowed") }
    case .valueNotInList, .customValidationFailed:
      if let near = nearest(value, input) { return (near, "it is the nearest choice") }
      return usual(input, classType, draft).map { ($0, "no choice is near; it is the usual one") }
    default:
      return usual(input, classType, draft).map {
        ($0, "it is the default, and the input takes \(LiteralConversion.kind(of: input))")
      }
    }
  }

  private static func usual(
    _ input: InputDefinition, _ classType: String, _ draft: RepairDraft
  ) -> JSONValue? {
    draft.knowledge.usualValue(of: input, in: classType, cues: draft.cues)
  }

  /// The nearest choice; of several chosen at once each one, those without a near one left out.
  private static func nearest(_ value: JSONValue, _ input: InputDefinition) -> JSONValue? {
    guard let choices = input.choices else { return nil }
    guard input.isMultiselect, case .array(let elements) = value else {
      return NearestChoice.of(value, among: choices, areFiles: input.choicesAreFiles)
    }
    return .array(
      elements.compactMap { element in
        choices.contains { $0.isPythonEqual(to: element) }
          ? element
          : NearestChoice.of(element, among: choices, areFiles: input.choicesAreFiles)
      })
  }
}
