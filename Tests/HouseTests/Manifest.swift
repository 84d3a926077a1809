/// What `Package.swift` says, read as text: the rooms in their order, with their doors.
struct Manifest: Equatable {
  /// How a target is declared.
  enum Kind: Equatable {
    /// `room(…)`: a library in Swift.
    case room
    /// `.target(…)`: C sources.
    case plain
    /// `.systemLibrary(…)`: a module map.
    case system
    /// `.executableTarget(…)`.
    case executable
  }

  /// One target of the map.
  struct Room: Equatable {
    var name: String
    var kind: Kind
    var doors: [String]
    /// The wing named by the comment above the room's group: `// Floor 1, west wing: …`.
    var wing: String?
  }

  /// Ground floor first.
  var rooms: [Room] = []
  /// Targets below `Tests` by name, with what they may import.
  var tests: [String: [String]] = [:]

  init(_ text: String) {
    var wing: String?
    var calls: [(call: Call, wing: String?)] = []
    var open = ""
    for line in text.split(separator: "\n") {
      if line.drop(while: { $0 == " " }).hasPrefix("//") {
        wing = Manifest.wing(in: String(line)) ?? (line.contains("Floor") ? nil : wing)
        continue
      }
      guard !line.hasPrefix("func ") else { continue }
      open += line + "\n"
      while let (call, rest) = Call.first(in: open) {
        calls.append((call, wing))
        open = rest
      }
      if !Call.begins(in: open) { open = "" }
    }
    for (call, wing) in calls { take(call, wing: wing) }
  }

  /// The position of a room, counted from the ground.
  func floor(of name: String) -> Int? { rooms.firstIndex { $0.name == name } }

  private mutating func take(_ call: Call, wing: String?) {
    guard let name = call.texts.first else { return }
    let others = Array(call.texts.dropFirst())
    switch call.name {
    case "room": rooms.append(Room(name: name, kind: .room, doors: others, wing: wing))
    case ".systemLibrary": rooms.append(Room(name: name, kind: .system, doors: [], wing: wing))
    case ".target" where call.isForTests, ".executableTarget" where call.isForTests:
      tests[name] = call.dependencies
    case ".executableTarget":
      rooms.append(Room(name: name, kind: .executable, doors: call.dependencies, wing: wing))
    case "tests": tests[name + "Tests"] = [name, "TestSupport"] + others
    case ".testTarget": tests[name] = call.dependencies
    case ".target":
      rooms.append(Room(name: name, kind: .plain, doors: call.dependencies, wing: wing))
    default: return
    }
  }

  private static func wing(in comment: String) -> String? {
    let words = comment.split(whereSeparator: { !$0.isLetter })
    guard let end = words.firstIndex(of: "wing"), end > 0 else { return nil }
    return String(words[end - 1])
  }
}

/// One call that declares a target.
private struct Call {
  static let names = [
    "room", "tests", ".systemLibrary", ".executableTarget", ".testTarget", ".target",
  ]

  let name: String
  let arguments: String

  /// The texts in quotes, in order.
  var texts: [String] { Call.quoted(arguments[...]) }

  /// Whether the target stands below `Tests`.
  var isForTests: Bool { arguments.contains("path: \"Tests/") }

  /// The texts in quotes inside `dependencies: […]`.
  var dependencies: [String] {
    guard let start = arguments.firstRange(of: "dependencies: [")?.upperBound else { return [] }
    return Call.quoted(arguments[start...].prefix { $0 != "]" })
  }

  static func begins(in text: String) -> Bool { start(in: text) != nil }

  /// The first whole call in a text, and what follows it.
  static func first(in text: String) -> (call: Call, rest: String)? {
    guard let (name, open) = start(in: text) else { return nil }
    var depth = 1
    for index in text[open...].indices {
      if text[index] == "(" { depth += 1 }
      if text[index] == ")" { depth -= 1 }
      if depth == 0 {
        let call = Call(name: name, arguments: String(text[open..<index]))
        return (call, String(text[text.index(after: index)...]))
      }
    }
    return nil
  }

  /// The first name followed by a parenthesis, and the place after that.
  private static func start(in text: String) -> (name: String, open: String.Index)? {
    names.compactMap { name -> (name: String, range: Range<String.Index>)? in
      for range in text.ranges(of: name + "(") {
        let before =
          range.lowerBound == text.startIndex ? " " : text[text.index(before: range.lowerBound)]
        if before.isWhitespace || before == "[" { return (name, range) }
      }
      return nil
    }.min { $0.range.lowerBound < $1.range.lowerBound }.map { ($0.name, $0.range.upperBound) }
  }

  private static func quoted(_ text: Substring) -> [String] {
    text.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }
}
