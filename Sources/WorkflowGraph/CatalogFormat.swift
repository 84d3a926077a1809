import JSON

// The shipped form of a node catalog: facts only, small, and quick to read.
//
// UTF-8 lines of fields separated by tabs; a line's first field says what it is. Everything that
// repeats is pooled: a line may refer to earlier lines of one kind by number, counted from 0.
//
//   nightloom-catalog 1                       the first line
//   # text                                    a note, skipped by the reader
//   s text                                    a category or pack name
//   c value ...                               a choice list
//   i name type flags default min max step choices widgetType dynamic...    an input
//   o name type flags template                an output
//   n class display category pack flags inputs outputs                      a definition
//
// Empty fields at the end of a line are left out. Values (default, choices, keys) are JSON
// fragments; texts escape `\`, tab, line feed, carriage return as `\\ \t \n \r`, and `\e` is an
// optional text that is present but empty. `type` is a name or, with the flag L, the number of a
// choice list. `inputs` and `outputs` are numbers separated by blanks, `4-7` for 4 5 6 7.
//
// Flags of i: r required, o optional, u unknown; L list type, F file choices, M multiselect,
// T multiline, f forced, d default socket, s socketless, C and c control_after_generate true and
// false. Of o: l list, L list type. Of n: c core, x extended, b observed; O output node,
// D deprecated, A API node.
//
// `dynamic`: `a template minimum prefix count` autogrow with names `x.prefix0` and on; `g template
// minimum name ...` autogrow with any names; `c key inputs key inputs ...` dynamic combo;
// `s input inputs` dynamic slot; `m template allowed` match type.

/// The compact text form of a ``NodeCatalog`` that nightloom ships.
///
/// Law: reading what was written gives equal definitions in the same order.
public enum CatalogFormat {
  /// The first line of every file.
  static let signature = "nightloom-catalog 1"

  /// Writes a catalog.
  ///
  /// - Parameters:
  ///   - catalog: The definitions, written in their order.
  ///   - notes: Lines for people: versions, dates, digests.
  /// - Returns: UTF-8 text; the same catalog gives the same bytes.
  public static func write(_ catalog: NodeCatalog, notes: [String] = []) -> [UInt8] {
    var writer = CatalogWriter(notes: notes)
    for definition in catalog.definitions { writer.add(definition) }
    return writer.bytes
  }

  /// Reads the definitions of a file.
  ///
  /// Several files make one catalog by joining their definitions, the file that shall win first.
  ///
  /// - Parameter bytes: What ``write(_:notes:)`` made.
  /// - Returns: The definitions in the order of the file.
  /// - Throws: ``CatalogFormatError`` with the line that cannot be read.
  public static func read(_ bytes: [UInt8]) throws(CatalogFormatError) -> [NodeDefinition] {
    let result = bytes.withUnsafeBufferPointer { buffer in
      Result { () throws(CatalogFormatError) in
        var reader = CatalogReader(buffer)
        return try reader.definitions()
      }
    }
    return try result.get()
  }
}

/// Why a catalog file cannot be read.
public struct CatalogFormatError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The line, from 1.
  public let line: Int
  /// What is wrong there.
  public let reason: String

  /// Makes an error.
  public init(line: Int, reason: String) {
    self.line = line
    self.reason = reason
  }

  /// One sentence with the line.
  public var description: String { "catalog file, line \(line): \(reason)" }
}

// MARK: - Writing

private struct CatalogWriter {
  private(set) var bytes: [UInt8]
  /// The number of each pooled line, by kind and text.
  private var pools: [String: Int] = [:]
  private var counts: [String: Int] = [:]

  init(notes: [String]) {
    bytes = Array((CatalogFormat.signature + "\n").utf8)
    for note in notes { bytes.append(contentsOf: "# \(Self.escaped(note))\n".utf8) }
  }

  mutating func add(_ definition: NodeDefinition) {
    var flags = ""
    switch definition.tier {
    case .core: flags = "c"
    case .extended: flags = "x"
    case .observed: flags = "b"
    }
    if definition.isOutputNode { flags += "O" }
    if definition.isDeprecated { flags += "D" }
    if definition.isAPINode { flags += "A" }
    let isNamedAlike = definition.displayName == definition.classType
    put([
      "n", Self.escaped(definition.classType),
      isNamedAlike ? "" : Self.optional(definition.displayName),
      "\(pooled("s", [Self.escaped(definition.category)]))",
      "\(pooled("s", [Self.escaped(definition.pack)]))", flags, numbers(definition.inputs),
      Self.ranges(definition.outputs.map { number($0) }),
    ])
  }

  private mutating func numbers(_ inputs: [InputDefinition]) -> String {
    Self.ranges(inputs.map { number($0) })
  }

  /// Numbers separated by blanks, runs that rise by one as `first-last`.
  private static func ranges(_ numbers: [Int]) -> String {
    var parts: [String] = []
    var start = 0
    while start < numbers.count {
      var end = start
      while end + 1 < numbers.count, numbers[end + 1] == numbers[end] + 1 { end += 1 }
      parts.append(start == end ? "\(numbers[start])" : "\(numbers[start])-\(numbers[end])")
      start = end + 1
    }
    return parts.joined(separator: " ")
  }

  private mutating func number(_ output: OutputDefinition) -> Int {
    let (type, listFlag) = typeField(output.type)
    return pooled(
      "o",
      [
        Self.escaped(output.name), type, (output.isList ? "l" : "") + listFlag,
        Self.optional(output.matchTemplate),
      ])
  }

  private mutating func number(_ input: InputDefinition) -> Int {
    let (type, listFlag) = typeField(input.type)
    let fields = [
      Self.escaped(input.name), type, Self.flags(input) + listFlag,
      input.defaultValue?.text() ?? "", input.minimum?.text ?? "", input.maximum?.text ?? "",
      input.step?.text ?? "", input.choices.map { "\(number(choices: $0))" } ?? "",
      Self.optional(input.widgetType),
    ]
    return pooled("i", fields + dynamicFields(input))
  }

  private static func flags(_ input: InputDefinition) -> String {
    var flags = ""
    switch input.presence {
    case .required: flags = "r"
    case .optional: flags = "o"
    case .unknown: flags = "u"
    }
    if input.choicesAreFiles { flags += "F" }
    if input.isMultiselect { flags += "M" }
    if input.isMultiline { flags += "T" }
    if input.isForcedSocket { flags += "f" }
    if input.isDefaultSocket { flags += "d" }
    if input.isSocketless { flags += "s" }
    if let control = input.controlAfterGenerate { flags += control ? "C" : "c" }
    return flags
  }

  private mutating func dynamicFields(_ input: InputDefinition) -> [String] {
    switch input.dynamic {
    case nil: return []
    case .autogrow(let template, let names, let minimum):
      let head = ["\(number(template))", "\(minimum)"]
      if let prefix = Self.commonPrefix(names, of: input.name) {
        return ["a"] + head + [Self.optional(prefix), "\(names.count)"]
      }
      return ["g"] + head + names.map { Self.optional($0) }
    case .combo(let options):
      var fields = ["c"]
      for option in options { fields += [option.key.text(), numbers(option.inputs)] }
      return fields
    case .slot(let slot, let further): return ["s", "\(number(slot))", numbers(further)]
    case .matchType(let template, let allowed):
      return ["m", Self.escaped(template), Self.escaped(allowed)]
    }
  }

  /// The prefix of names that are exactly `name.prefix0`, `name.prefix1` and so on.
  private static func commonPrefix(_ names: [String], of name: String) -> String? {
    guard let first = names.first, first.hasPrefix(name + "."), first.hasSuffix("0") else {
      return nil
    }
    let stem = first.dropLast()
    guard names.indices.allSatisfy({ names[$0] == "\(stem)\($0)" }) else { return nil }
    return String(stem.dropFirst(name.count + 1))
  }

  private mutating func typeField(_ type: SocketType) -> (field: String, flag: String) {
    switch type {
    case .named(let name): (Self.escaped(name), "")
    case .choices(let choices): ("\(number(choices: choices))", "L")
    }
  }

  private mutating func number(choices: [JSONValue]) -> Int {
    pooled("c", choices.map { $0.text() })
  }

  /// The number of a line of one kind, which is written when it is new.
  private mutating func pooled(_ kind: String, _ fields: [String]) -> Int {
    let key = ([kind] + fields).joined(separator: "\t")
    if let number = pools[key] { return number }
    let number = counts[kind, default: 0]
    counts[kind] = number + 1
    pools[key] = number
    put([kind] + fields)
    return number
  }

  private mutating func put(_ fields: [String]) {
    let used = fields.lastIndex { !$0.isEmpty } ?? 0
    bytes.append(contentsOf: fields[0...used].joined(separator: "\t").utf8)
    bytes.append(0x0A)
  }

  private static func optional(_ text: String?) -> String {
    guard let text else { return "" }
    return text.isEmpty ? "\\e" : escaped(text)
  }

  private static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 0x5C || $0 < 0x20 }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\t": result += "\\t"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
