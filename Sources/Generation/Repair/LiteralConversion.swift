import JSON
import WorkflowGraph

/// Turns literals of a wrong kind into the declared one where there is only one way to read them.
enum LiteralConversion {
  /// The literal as the input's type has it; `nil` when it is so already, or no one can tell.
  static func converted(_ literal: JSONValue, for input: InputDefinition) -> JSONValue? {
    guard input.choices == nil, case .named(let type) = input.type else { return nil }
    switch (type, literal) {
    case ("INT", .string(let text)): return integer(text)
    case ("INT", .number(let number)) where !number.isInteger: return whole(number.double)
    case ("FLOAT", .string(let text)): return number(text)
    case ("BOOLEAN", .string(let text)): return flag(text)
    case ("BOOLEAN", .number(let number)):
      return number.double == 0 ? false : number.double == 1 ? true : nil
    case ("STRING", .number(let number)): return .string(number.text)
    default: return nil
    }
  }

  /// What an input takes, in words.
  static func kind(of input: InputDefinition) -> String {
    switch input.type.name {
    case "INT": "whole numbers"
    case "FLOAT": "numbers"
    case "STRING": "text"
    case "BOOLEAN": "true or false"
    default: input.type.name
    }
  }

  private static func trimmed(_ text: String) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  private static func integer(_ text: String) -> JSONValue? {
    let text = trimmed(text)
    if let value = Int(text) { return .int(value) }
    return Double(text).flatMap(whole)
  }

  private static func whole(_ value: Double) -> JSONValue? {
    Int(exactly: value).map { .int($0) }
  }

  private static func number(_ text: String) -> JSONValue? {
    let text = trimmed(text)
    if let value = Int(text) { return .int(value) }
    return Double(text).flatMap { $0.isFinite ? .double($0) : nil }
  }

  private static func flag(_ text: String) -> JSONValue? {
    switch trimmed(text).lowercased() {
    case "true", "yes", "on", "1": true
    case "false", "no", "off", "0": false
    default: nil
    }
  }
}
