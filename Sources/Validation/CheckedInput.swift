import JSON
import WorkflowGraph

/// An input as the checks need it: what they would work out again for every prompt is kept.
final class CheckedInput: Sendable {
  /// How the server converts literals.
  enum Conversion {
    case integer
    case float
    case text
    case boolean
    case none
  }

  let definition: InputDefinition
  let name: String
  let presence: InputPresence
  let type: SocketType
  let conversion: Conversion
  let minimum: PythonNumber?
  let maximum: PythonNumber?
  /// The choices the server compares with; `nil` when the type has none or nobody knows them.
  let choices: [JSONValue]?
  /// The choices that are texts, when there are enough of them for a table to pay.
  private let choiceTexts: Set<String>?
  /// The step of an INT when it is above 1.
  let integerStep: Int?
  /// Whether the frontend shows a widget for it.
  let hasWidget: Bool
  /// Whether it is the selector of a dynamic combo.
  let isSelector: Bool
  /// Whether it is a socket of a match-type template.
  let isMatchType: Bool
  /// The literals that no rule has anything to say of.
  let plain: Plain?
  /// The type's name where a link of just that type is beyond all rules.
  let plainTypeName: String?

  init(_ definition: InputDefinition) {
    self.definition = definition
    name = definition.name
    presence = definition.presence
    type = definition.type
    conversion = Self.conversion(of: definition.type)
    minimum = definition.minimum.map(PythonNumber.init)
    maximum = definition.maximum.map(PythonNumber.init)
    let choices = Self.choices(of: definition)
    self.choices = choices
    choiceTexts = choices.flatMap { $0.count > 8 ? Set($0.compactMap(\.string)) : nil }
    integerStep =
      conversion == .integer ? definition.step?.int.flatMap { $0 > 1 ? $0 : nil } : nil
    hasWidget = WidgetOrder.hasWidget(definition)
    if case .combo = definition.dynamic { isSelector = true } else { isSelector = false }
    if case .matchType = definition.dynamic { isMatchType = true } else { isMatchType = false }
    plain = Self.plain(definition, conversion, hasWidget: hasWidget)
    plainTypeName = isSelector || isMatchType ? nil : definition.type.plainName
  }

  /// Whether a value is among the choices; `false` when there are none.
  func hasChoice(_ value: JSONValue) -> Bool {
    guard let choices else { return false }
    if case .string(let text) = value, let choiceTexts {
      guard let place = choiceTexts.firstIndex(of: text) else { return false }
      if choiceTexts[place].hasSameBytes(as: text) { return true }
    }
    return choices.contains { $0.isPythonEqual(to: value) }
  }

  private static func conversion(of type: SocketType) -> Conversion {
    guard case .named(let name) = type else { return .none }
    switch name {
    case "INT": return .integer
    case "FLOAT": return .float
    case "STRING": return .text
    case "BOOLEAN": return .boolean
    default: return .none
    }
  }

  private static func choices(of input: InputDefinition) -> [JSONValue]? {
    switch input.type {
    case .choices(let choices): choices
    case .named("COMBO"): input.presence == .unknown ? input.choices : input.choices ?? []
    case .named: nil
    }
  }
}
