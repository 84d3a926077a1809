import JSON

// The shipped form of the workflow knowledge base.
//
// UTF-8 lines of fields separated by tabs; `\`, tab, line feed and carriage return are escaped as
// `\\ \t \n \r`.
//
//   nightloom-workflows 3                  the first line
//   # text                                 a note
//   c class type                           class types, numbered from 0
//   t term                                 terms, numbered from 0
//   i input                                names of inputs, numbered from 0
//   v value                                values as JSON, numbered from 0
//   w id family classes terms skeleton values   a workflow
//
// `classes` and `terms` list numbers in rising order, separated by blanks: the distance from the
// number before (the first from -1), then `*count` where the count is not 1.
//
// `skeleton` lists the nodes, separated by blanks: the number of the class type, then for each link
// `,input:source:slot`, where source is a place in the list; `:slot` is left out when it is 0.
// It is empty for a workflow without a skeleton.
//
// `values` lists class types, separated by blanks: the number of the class type, then for each
// value that its nodes are given `,input:value`, then `*count` where the count is not 1.

/// The compact text form of a ``WorkflowKnowledgeBase``.
///
/// Law: reading what was written gives equal entries in the same order.
public enum WorkflowKnowledgeFormat {
  private static let signature = "nightloom-workflows 3"

  /// Writes entries; the same entries give the same bytes.
  ///
  /// - Parameters:
  ///   - entries: The workflows, in the order wanted.
  ///   - notes: Lines for people: versions, dates, digests.
  /// - Returns: UTF-8 text.
  public static func write(_ entries: [WorkflowEntry], notes: [String] = []) -> [UInt8] {
    let classes = Set(
      entries.flatMap {
        $0.classTypes.map(\.classType) + ($0.skeleton?.parts ?? []).map(\.classType)
          + $0.values.map(\.classType)
      }
    ).sorted()
    let terms = Set(entries.flatMap { $0.terms.map(\.term) }).sorted()
    let inputs = Set(
      entries.flatMap {
        ($0.skeleton?.parts ?? []).flatMap { $0.links.map(\.input) } + $0.values.map(\.input)
      }
    ).sorted()
    let values = Set(entries.flatMap { $0.values.map { $0.value.text() } }).sorted()
    let classPlaces = places(of: classes)
    let termPlaces = places(of: terms)
    let inputPlaces = places(of: inputs)
    let valuePlaces = places(of: values)
    var text = signature + "\n"
    for note in notes { text += "# \(escaped(note))\n" }
    for name in classes { text += "c\t\(escaped(name))\n" }
    for term in terms { text += "t\t\(escaped(term))\n" }
    for name in inputs { text += "i\t\(escaped(name))\n" }
    for value in values { text += "v\t\(escaped(value))\n" }
    for entry in entries {
      let classList = list(entry.classTypes.map { (classPlaces[$0.classType] ?? 0, $0.count) })
      let termList = list(entry.terms.map { (termPlaces[$0.term] ?? 0, $0.count) })
      let skeleton = entry.skeleton.map { list($0, classPlaces, inputPlaces) } ?? ""
      let valueList = list(entry.values, classPlaces, inputPlaces, valuePlaces)
      text += "w\t\(escaped(entry.id))\t\(escaped(entry.family))\t\(classList)\t\(termList)"
      text += "\t\(skeleton)\t\(valueList)\n"
    }
    return Array(text.utf8)
  }

  /// Reads the entries of a file.
  ///
  /// - Throws: ``KnowledgeBaseError/malformed(file:reason:)`` with the line.
  public static func read(
    _ bytes: [UInt8], file: String = "workflows.knowledge"
  ) throws(KnowledgeBaseError) -> [WorkflowEntry] {
    var entries: [WorkflowEntry] = []
    var classes: [String] = []
    var terms: [String] = []
    var inputs: [String] = []
    var values: [JSONValue] = []
    var number = 0
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      number += 1
      let fields = line.split(separator: 0x09, omittingEmptySubsequences: false)
      do throws(LineError) {
        switch (number, fields[0].first) {
        case (1, _):
          guard line.elementsEqual(signature.utf8) else {
            throw LineError(reason: "expected '\(signature)'")
          }
        case (_, nil), (_, UInt8(ascii: "#")): continue
        case (_, UInt8(ascii: "c")) where fields.count == 2: classes.append(text(fields[1]))
        case (_, UInt8(ascii: "t")) where fields.count == 2: terms.append(text(fields[1]))
        case (_, UInt8(ascii: "i")) where fields.count == 2: inputs.append(text(fields[1]))
        case (_, UInt8(ascii: "v")) where fields.count == 2: values.append(try value(fields[1]))
        case (_, UInt8(ascii: "w")) where fields.count == 7:
          entries.append(
            WorkflowEntry(
              id: text(fields[1]), family: text(fields[2]),
              classTypes: try numbers(fields[3], below: classes.count)
                .map { .init(classType: classes[$0.place], count: $0.count) },
              terms: try numbers(fields[4], below: terms.count)
                .map { .init(term: terms[$0.place], count: $0.count) },
              skeleton: try skeleton(fields[5], classes, inputs),
              values: try given(fields[6], classes, inputs, values)))
        default: throw LineError(reason: "unknown kind of line")
        }
      } catch {
        throw .malformed(file: file, reason: "line \(number): \(error.reason)")
      }
    }
    return entries
  }

  private struct LineError: Error {
    let reason: String
  }

  // MARK: - Lists

  private static func places(of names: [String]) -> [String: Int] {
    var places: [String: Int] = [:]
    for (place, name) in names.enumerated() { places[name] = place }
    return places
  }

  private static func list(_ pairs: [(place: Int, count: Int)]) -> String {
    var last = -1
    return pairs.map { pair in
      defer { last = pair.place }
      return "\(pair.place - last)" + (pair.count == 1 ? "" : "*\(pair.count)")
    }.joined(separator: " ")
  }

  private static func numbers(
    _ field: ArraySlice<UInt8>, below limit: Int
  ) throws(LineError) -> [(place: Int, count: Int)] {
    var result: [(place: Int, count: Int)] = []
    var last = -1
    for part in field.split(separator: 0x20) {
      let numbers = part.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
      let distance = try integer(numbers[0])
      let count = numbers.count == 2 ? try integer(numbers[1]) : 1
      last += distance
      guard numbers.count <= 2, distance > 0, count > 0, last < limit else {
        throw LineError(reason: "a list is out of order or out of range")
      }
      result.append((last, count))
    }
    return result
  }

  private static func list(
    _ skeleton: WorkflowSkeleton, _ classes: [String: Int], _ inputs: [String: Int]
  ) -> String {
    skeleton.parts.map { part in
      "\(classes[part.classType] ?? 0)"
        + part.links.map { link in
          ",\(inputs[link.input] ?? 0):\(link.source)" + (link.slot == 0 ? "" : ":\(link.slot)")
        }.joined()
    }.joined(separator: " ")
  }

  private static func skeleton(
    _ field: ArraySlice<UInt8>, _ classes: [String], _ inputs: [String]
  ) throws(LineError) -> WorkflowSkeleton? {
    let nodes = field.split(separator: 0x20)
    if nodes.isEmpty { return nil }
    var parts: [WorkflowSkeleton.Part] = []
    for node in nodes {
      let items = node.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      let place = try integer(items[0])
      guard place < classes.count else { throw LineError(reason: "a class type is out of range") }
      var part = WorkflowSkeleton.Part(classType: classes[place])
      for item in items.dropFirst() {
        let numbers = item.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard (2...3).contains(numbers.count) else { throw LineError(reason: "expected a link") }
        let input = try integer(numbers[0])
        let source = try integer(numbers[1])
        guard input < inputs.count, source < nodes.count else {
          throw LineError(reason: "a link is out of range")
        }
        part.links.append(
          .init(
            input: inputs[input], source: source,
            slot: numbers.count == 3 ? try integer(numbers[2]) : 0))
      }
      parts.append(part)
    }
    return WorkflowSkeleton(parts: parts)
  }

  private static func list(
    _ values: [GivenValue], _ classPlaces: [String: Int], _ inputPlaces: [String: Int],
    _ valuePlaces: [String: Int]
  ) -> String {
    var text = ""
    var classType: String?
    for given in values {
      if given.classType != classType {
        text += (text.isEmpty ? "" : " ") + "\(classPlaces[given.classType] ?? 0)"
        classType = given.classType
      }
      text += ",\(inputPlaces[given.input] ?? 0):\(valuePlaces[given.value.text()] ?? 0)"
      if given.count != 1 { text += "*\(given.count)" }
    }
    return text
  }

  private static func given(
    _ field: ArraySlice<UInt8>, _ classes: [String], _ inputs: [String], _ values: [JSONValue]
  ) throws(LineError) -> [GivenValue] {
    var result: [GivenValue] = []
    for part in field.split(separator: 0x20) {
      let items = part.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      let place = try integer(items[0])
      guard place < classes.count else { throw LineError(reason: "a class type is out of range") }
      for item in items.dropFirst() {
        let numbers = item.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
        let names = numbers[0].split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard numbers.count <= 2, names.count == 2 else {
          throw LineError(reason: "expected a value")
        }
        let input = try integer(names[0])
        let value = try integer(names[1])
        let count = numbers.count == 2 ? try integer(numbers[1]) : 1
        guard input < inputs.count, value < values.count, count > 0 else {
          throw LineError(reason: "a value is out of range")
        }
        result.append(
          GivenValue(
            classType: classes[place], input: inputs[input], value: values[value], count: count))
      }
    }
    return result
  }

  private static func value(_ field: ArraySlice<UInt8>) throws(LineError) -> JSONValue {
    do {
      return try JSONValue.parse(Array(text(field).utf8))
    } catch {
      throw LineError(reason: "\(error)")
    }
  }

  private static func integer(_ digits: ArraySlice<UInt8>) throws(LineError) -> Int {
    guard !digits.isEmpty, digits.count <= 9, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
    else { throw LineError(reason: "expected a number") }
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  // MARK: - Texts

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

  private static func text(_ field: ArraySlice<UInt8>) -> String {
    guard field.contains(0x5C) else { return String(decoding: field, as: UTF8.self) }
    var result: [UInt8] = []
    var isEscaped = false
    for byte in field {
      if !isEscaped, byte == 0x5C {
        isEscaped = true
        continue
      }
      switch (isEscaped, byte) {
      case (true, UInt8(ascii: "t")): result.append(0x09)
      case (true, UInt8(ascii: "n")): result.append(0x0A)
      case (true, UInt8(ascii: "r")): result.append(0x0D)
      default: result.append(byte)
      }
      isEscaped = false
    }
    return String(decoding: result, as: UTF8.self)
  }
}
