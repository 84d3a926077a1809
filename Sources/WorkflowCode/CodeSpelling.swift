public import JSON
public import WorkflowGraph

/// How names and values are spelled in code; whoever writes or masks code asks here.
///
/// Everything is a pure function of its arguments and, string literals aside, plain ASCII.
public enum CodeSpelling {
  /// Between targets and between arguments.
  public static let separator = ", "
  /// Between the targets and the call.
  public static let assignment = " = "
  /// Between the call and the class type.
  public static let comment = "  # "

  // MARK: - Names

  /// The callee of a class type: `SaveImage`, `Image Resize (rgthree)` → `Image_Resize_rgthree`.
  ///
  /// Each run of characters outside `[A-Za-z0-9_]` becomes one `_`, at either end nothing. Then
  /// an empty name becomes `Node`, a leading digit gets `v`, a Python keyword gets `_` behind.
  public static func identifier(for classType: String) -> String {
    var bytes: [UInt8] = []
    var hasGap = false
    for byte in classType.utf8 {
      if isNameByte(byte) {
        if hasGap, !bytes.isEmpty { bytes.append(underscore) }
        hasGap = false
        bytes.append(byte)
      } else {
        hasGap = true
      }
    }
    return completed(bytes, empty: "Node")
  }

  /// The variable prefix of an output type in compact style: `MODEL` → `model`.
  ///
  /// `*` and the match type become `any`, a choice list `combo`, a comma union its first part.
  /// Each character outside `[a-z0-9_]` becomes `_`; a name without letter or digit `any`.
  public static func variablePrefix(for type: SocketType) -> String {
    let name = type.name
    if name == "*" || name == "COMFY_MATCHTYPE_V3" { return "any" }
    let first = name.utf8.split(separator: UInt8(ascii: ",")).first ?? ""[...].utf8
    var bytes = cleaned(first.drop { $0 == UInt8(ascii: " ") })
    while bytes.last == underscore, first.last == UInt8(ascii: " "), bytes.count > 1 {
      bytes.removeLast()
    }
    guard bytes.contains(where: { $0 != underscore }) else { return "any" }
    return completed(bytes, empty: "any")
  }

  /// The variable prefix of an output in canonical style: its name, cleaned.
  ///
  /// Each character outside `[a-z0-9_]` becomes `_`; an empty name becomes `out<slot>`, a leading
  /// digit gets `v`, a Python keyword gets `_` behind.
  public static func variablePrefix(forOutput name: String, slot: Int) -> String {
    completed(cleaned(name.utf8), empty: "out\(slot)")
  }

  /// A variable: prefix, `_`, number.
  public static func variable(_ prefix: String, _ number: Int) -> String { "\(prefix)_\(number)" }

  /// Whether `name` can be a keyword argument; otherwise it belongs in the `**{…}` tail.
  public static func isArgumentName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !isDigit(first) else { return false }
    return name.utf8.allSatisfy(isNameByte) && !WorkflowGrammar.isKeyword(name)
  }

  // MARK: - Values

  /// One entry of the argument list: `steps=25`.
  public static func argument(_ name: String, _ value: String) -> String { "\(name)=\(value)" }

  /// The tail for input names that are no identifiers: `**{"if": 1, "x.y": image_1}`.
  public static func extra(_ entries: [(name: String, value: String)]) -> String {
    let inner = entries.map { "\(stringLiteral($0.name)): \($0.value)" }
    return "**{" + inner.joined(separator: separator) + "}"
  }

  /// A value as Python writes it; numbers keep their spelling.
  public static func literal(_ value: JSONValue) -> String {
    switch value {
    case .null: "None"
    case .bool(let flag): flag ? "True" : "False"
    case .number(let number): CodeSpelling.number(number)
    case .string(let text): stringLiteral(text)
    case .array(let elements):
      "[" + elements.map(literal).joined(separator: separator) + "]"
    case .object(let object):
      "{"
        + object.map { "\(stringLiteral($0.key)): \(literal($0.value))" }
        .joined(separator: separator) + "}"
    }
  }

  /// A number in its own spelling; every JSON number is a Python number.
  public static func number(_ number: JSONNumber) -> String { number.text }

  /// A string in double quotes.
  ///
  /// Escaped are `\`, `"`, line feed, carriage return and tab by letter, other control characters
  /// as `\xHH`, the line separators U+2028 and U+2029 as `\uHHHH`. The rest stays as it is.
  public static func stringLiteral(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars { result += escaped(scalar) ?? String(scalar) }
    return result + "\""
  }

  /// The escape of one character inside a string literal, or `nil` when it stands for itself.
  public static func escaped(_ scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0x5C: "\\\\"
    case 0x22: "\\\""
    case 0x0A: "\\n"
    case 0x0D: "\\r"
    case 0x09: "\\t"
    case 0..<0x20, 0x7F...0x9F: "\\x" + hexadecimal(scalar.value, digits: 2)
    case 0x2028, 0x2029: "\\u" + hexadecimal(scalar.value, digits: 4)
    default: nil
    }
  }

  // MARK: - Bytes

  private static let underscore = UInt8(ascii: "_")

  private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }

  private static func cleaned(_ name: some Sequence<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    for byte in name where byte & 0xC0 != 0x80 {  // one `_` for each character beyond ASCII
      let lower = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
      bytes.append(isNameByte(lower) ? lower : underscore)
    }
    return bytes
  }

  private static func completed(_ bytes: [UInt8], empty: String) -> String {
    guard let first = bytes.first else { return empty }
    let name = String(decoding: bytes, as: UTF8.self)
    if isDigit(first) { return "v" + name }
    return WorkflowGrammar.isKeyword(name) ? name + "_" : name
  }

  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  static func isNameByte(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte)
      || byte == underscore
  }
}
