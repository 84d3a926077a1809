import JSON

/// Reads the lines described in CatalogFormat.swift, byte by byte and without copies.
struct CatalogReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var line = 0
  private var place = 0
  /// The fields of the current line.
  private var fields: [Range<Int>] = []
  private var texts: [String] = []
  private var choiceLists: [[JSONValue]] = []
  private var inputs: [InputDefinition] = []
  private var outputs: [OutputDefinition] = []

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func definitions() throws(CatalogFormatError) -> [NodeDefinition] {
    var definitions: [NodeDefinition] = []
    definitions.reserveCapacity(4096)
    inputs.reserveCapacity(16384)
    guard nextLine(), try text(0) == CatalogFormat.signature else {
      throw failure("expected '\(CatalogFormat.signature)'")
    }
    while nextLine() {
      let kind = fields[0]
      guard let letter = kind.first.map({ bytes[$0] }) else { continue }
      if letter == UInt8(ascii: "#") { continue }
      guard kind.count == 1 else { throw failure("unknown kind of line") }
      switch letter {
      case UInt8(ascii: "s"): texts.append(try text(1))
      case UInt8(ascii: "c"): choiceLists.append(try choiceList())
      case UInt8(ascii: "i"): inputs.append(try input())
      case UInt8(ascii: "o"): outputs.append(try output())
      case UInt8(ascii: "n"): definitions.append(try definition())
      default: throw failure("unknown kind of line")
      }
    }
    return definitions
  }

  // MARK: - Lines

  private func definition() throws(CatalogFormatError) -> NodeDefinition {
    var definition = NodeDefinition(classType: try text(1))
    if let name = try optionalText(2) { definition.displayName = name }
    definition.category = try element(of: texts, 3)
    definition.pack = try element(of: texts, 4)
    for place in field(5) {
      switch bytes[place] {
      case UInt8(ascii: "c"): definition.tier = .core
      case UInt8(ascii: "x"): definition.tier = .extended
      case UInt8(ascii: "b"): definition.tier = .observed
      case UInt8(ascii: "O"): definition.isOutputNode = true
      case UInt8(ascii: "D"): definition.isDeprecated = true
      case UInt8(ascii: "A"): definition.isAPINode = true
      default: throw failure("unknown flag of a definition")
      }
    }
    definition.inputs = try elements(of: inputs, 6)
    definition.outputs = try elements(of: outputs, 7)
    return definition
  }

  private func output() throws(CatalogFormatError) -> OutputDefinition {
    var isList = false
    var hasListType = false
    for place in field(3) {
      switch bytes[place] {
      case UInt8(ascii: "l"): isList = true
      case UInt8(ascii: "L"): hasListType = true
      default: throw failure("unknown flag of an output")
      }
    }
    return OutputDefinition(
      name: try text(1), type: try type(2, isList: hasListType), isList: isList,
      matchTemplate: try optionalText(4))
  }

  private func input() throws(CatalogFormatError) -> InputDefinition {
    var input = InputDefinition(name: try text(1), type: .any)
    var hasListType = false
    for place in field(3) {
      switch bytes[place] {
      case UInt8(ascii: "r"): input.presence = .required
      case UInt8(ascii: "o"): input.presence = .optional
      case UInt8(ascii: "u"): input.presence = .unknown
      case UInt8(ascii: "L"): hasListType = true
      case UInt8(ascii: "F"): input.choicesAreFiles = true
      case UInt8(ascii: "M"): input.isMultiselect = true
      case UInt8(ascii: "T"): input.isMultiline = true
      case UInt8(ascii: "f"): input.isForcedSocket = true
      case UInt8(ascii: "d"): input.isDefaultSocket = true
      case UInt8(ascii: "s"): input.isSocketless = true
      case UInt8(ascii: "C"): input.controlAfterGenerate = true
      case UInt8(ascii: "c"): input.controlAfterGenerate = false
      default: throw failure("unknown flag of an input")
      }
    }
    input.type = try type(2, isList: hasListType)
    if !field(4).isEmpty { input.defaultValue = try value(field(4)) }
    input.minimum = try number(5)
    input.maximum = try number(6)
    input.step = try number(7)
    if !field(8).isEmpty { input.choices = try element(of: choiceLists, 8) }
    input.widgetType = try optionalText(9)
    if fields.count > 10 { input.dynamic = try dynamic(input.name) }
    return input
  }

  private func dynamic(_ name: String) throws(CatalogFormatError) -> DynamicInput? {
    guard field(10).count == 1, let letter = field(10).first.map({ bytes[$0] }) else {
      throw failure("unknown kind of dynamic input")
    }
    switch letter {
    case UInt8(ascii: "a"):
      let count = try integer(field(14))
      guard count <= 1000 else { throw failure("more than 1000 names") }
      let stem = "\(name).\(try optionalText(13) ?? "")"
      return .autogrow(
        template: try element(of: inputs, 11), names: (0..<count).map { "\(stem)\($0)" },
        minimum: try integer(field(12)))
    case UInt8(ascii: "g"):
      var names: [String] = []
      for index in fields.indices.dropFirst(13) { names.append(try optionalText(index) ?? "") }
      return .autogrow(
        template: try element(of: inputs, 11), names: names, minimum: try integer(field(12)))
    case UInt8(ascii: "c"):
      var options: [DynamicOption] = []
      for index in stride(from: 11, to: fields.count, by: 2) {
        options.append(
          DynamicOption(key: try value(field(index)), inputs: try elements(of: inputs, index + 1)))
      }
      return .combo(options: options)
    case UInt8(ascii: "s"):
      return .slot(input: try element(of: inputs, 11), further: try elements(of: inputs, 12))
    case UInt8(ascii: "m"): return .matchType(template: try text(11), allowed: try text(12))
    default: throw failure("unknown kind of dynamic input")
    }
  }

  private func choiceList() throws(CatalogFormatError) -> [JSONValue] {
    var choices: [JSONValue] = []
    choices.reserveCapacity(fields.count - 1)
    for range in fields.dropFirst() { choices.append(try value(range)) }
    return choices
  }

  // MARK: - Fields

  private func field(_ index: Int) -> Range<Int> {
    index < fields.count ? fields[index] : 0..<0
  }

  private func type(_ index: Int, isList: Bool) throws(CatalogFormatError) -> SocketType {
    isList ? .choices(try element(of: choiceLists, index)) : .named(try text(index))
  }

  private func number(_ index: Int) throws(CatalogFormatError) -> JSONNumber? {
    let range = field(index)
    guard !range.isEmpty else { return nil }
    guard case .number(let number) = try value(range) else { throw failure("expected a number") }
    return number
  }

  private func element<Element>(
    of pool: [Element], _ index: Int
  ) throws(CatalogFormatError) -> Element {
    let number = try integer(field(index))
    guard number < pool.count else { throw failure("reference to a line that does not exist") }
    return pool[number]
  }

  /// The elements whose numbers a field lists, separated by blanks, `4-7` for a run.
  private func elements<Element>(
    of pool: [Element], _ index: Int
  ) throws(CatalogFormatError) -> [Element] {
    let range = field(index)
    guard !range.isEmpty else { return [] }
    var elements: [Element] = []
    var start = range.lowerBound
    while start <= range.upperBound {
      var end = start
      var dash = start
      while end < range.upperBound, bytes[end] != 0x20 {
        if bytes[end] == 0x2D { dash = end }
        end += 1
      }
      let last = try integer((dash > start ? dash + 1 : start)..<end)
      let first = dash > start ? try integer(start..<dash) : last
      guard first <= last, last < pool.count else {
        throw failure("reference to a line that does not exist")
      }
      elements.append(contentsOf: pool[first...last])
      start = end + 1
    }
    return elements
  }

  private func integer(_ range: Range<Int>) throws(CatalogFormatError) -> Int {
    guard !range.isEmpty, range.count <= 9 else { throw failure("expected a number") }
    var number = 0
    for place in range {
      guard bytes[place] >= 0x30, bytes[place] <= 0x39 else { throw failure("expected a number") }
      number = number * 10 + Int(bytes[place] - 0x30)
    }
    return number
  }

  /// A JSON fragment; numbers, words and texts without escapes take a short way.
  private func value(_ range: Range<Int>) throws(CatalogFormatError) -> JSONValue {
    guard let first = range.first.map({ bytes[$0] }) else { throw failure("expected a value") }
    if first == 0x22, range.count >= 2, bytes[range.upperBound - 1] == 0x22 {
      let inner = range.lowerBound + 1..<range.upperBound - 1
      if !inner.contains(where: { bytes[$0] == 0x5C || bytes[$0] == 0x22 }) {
        return .string(string(inner))
      }
    }
    if first != 0x30, range.allSatisfy({ bytes[$0] >= 0x30 && bytes[$0] <= 0x39 }) {
      return .number(JSONNumber(spelling: string(range)))
    }
    do {
      return try JSONValue.parse(Array(bytes[range]))
    } catch {
      throw failure("\(error)")
    }
  }

  private func text(_ index: Int) throws(CatalogFormatError) -> String {
    let range = field(index)
    guard range.contains(where: { bytes[$0] == 0x5C }) else { return string(range) }
    return try unescaped(range)
  }

  /// `nil` for an empty field, an empty text for `\e`.
  private func optionalText(_ index: Int) throws(CatalogFormatError) -> String? {
    let range = field(index)
    guard !range.isEmpty else { return nil }
    if range.count == 2, bytes[range.lowerBound] == 0x5C,
      bytes[range.lowerBound + 1] == UInt8(ascii: "e")
    {
      return ""
    }
    return try text(index)
  }

  private func unescaped(_ range: Range<Int>) throws(CatalogFormatError) -> String {
    var result: [UInt8] = []
    var place = range.lowerBound
    while place < range.upperBound {
      var byte = bytes[place]
      if byte == 0x5C {
        place += 1
        switch place < range.upperBound ? bytes[place] : 0 {
        case 0x5C: byte = 0x5C
        case UInt8(ascii: "t"): byte = 0x09
        case UInt8(ascii: "n"): byte = 0x0A
        case UInt8(ascii: "r"): byte = 0x0D
        default: throw failure("unknown escape")
        }
      }
      result.append(byte)
      place += 1
    }
    return String(decoding: result, as: UTF8.self)
  }

  private func string(_ range: Range<Int>) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
  }

  /// Moves to the next line and finds its fields; `false` at the end.
  private mutating func nextLine() -> Bool {
    guard place < bytes.count else { return false }
    line += 1
    fields.removeAll(keepingCapacity: true)
    var start = place
    while place < bytes.count, bytes[place] != 0x0A {
      if bytes[place] == 0x09 {
        fields.append(start..<place)
        start = place + 1
      }
      place += 1
    }
    fields.append(start..<place)
    place += 1
    return true
  }

  private func failure(_ reason: String) -> CatalogFormatError {
    CatalogFormatError(line: line, reason: reason)
  }
}
