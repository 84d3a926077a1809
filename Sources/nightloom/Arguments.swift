/// One option of a subcommand.
struct Option {
  /// The long name without dashes.
  var name: String
  /// The value's name in the help; `nil` makes a flag.
  var value: String?
  /// What it does; the default in brackets.
  var help: String

  init(_ name: String, _ value: String? = nil, _ help: String) {
    self.name = name
    self.value = value
    self.help = help
  }
}

/// What the user typed after the subcommand.
struct Arguments {
  private(set) var positionals: [String] = []
  private var values: [String: String] = [:]
  private var flags: Set<String> = []

  /// Sorts `words` by the options of a subcommand.
  ///
  /// Both `--name value` and `--name=value` are read; `--` ends the options.
  init(_ words: [String], options: [Option]) throws(UsageError) {
    var index = 0
    var areOptionsOver = false
    while index < words.count {
      let word = words[index]
      index += 1
      guard !areOptionsOver, word.hasPrefix("--") else {
        positionals.append(word)
        continue
      }
      if word == "--" {
        areOptionsOver = true
        continue
      }
      let body = word.dropFirst(2)
      let name = String(body.prefix { $0 != "=" })
      guard let option = options.first(where: { $0.name == name }) else {
        throw UsageError.unknownOption(name, known: options.map(\.name))
      }
      guard let valueName = option.value else {
        flags.insert(name)
        continue
      }
      if body.contains("=") {
        values[name] = String(body.dropFirst(name.count + 1))
      } else if index < words.count {
        values[name] = words[index]
        index += 1
      } else {
        throw UsageError(message: "option --\(name) needs <\(valueName)>")
      }
    }
  }

  /// Whether words that may hold mistakes ask for JSON, with or without a file's name.
  static func wantJSON(_ words: [String]) -> Bool {
    words.prefix { $0 != "--" }.contains { $0 == "--json" || $0.hasPrefix("--json=") }
  }

  /// Whether the flag `--name` was given.
  func has(_ name: String) -> Bool { flags.contains(name) || values[name] != nil }

  /// The value of `--name`, or `nil`.
  func text(_ name: String) -> String? { values[name] }

  /// The value of `--name`, which must be given.
  func required(_ name: String) throws(UsageError) -> String {
    guard let value = values[name] else { throw UsageError(message: "option --\(name) is missing") }
    return value
  }

  /// The whole number given as `--name`, within bounds, or `fallback`.
  func int(
    _ name: String, _ fallback: Int, atLeast least: Int = .min, atMost most: Int = .max
  ) throws(UsageError) -> Int {
    guard let text = values[name] else { return fallback }
    guard let value = Int(text), value >= least, value <= most else {
      let bounds =
        most < .max ? " from \(least) to \(most)" : least > .min ? " of at least \(least)" : ""
      throw UsageError(message: "--\(name) wants a whole number\(bounds), not '\(text)'")
    }
    return value
  }

  /// What `--name on` or `--name off` says, or `fallback`.
  func switchValue(_ name: String, _ fallback: Bool) throws(UsageError) -> Bool {
    switch values[name] {
    case nil: return fallback
    case "on": return true
    case "off": return false
    case let other?: throw UsageError(message: "--\(name) wants on or off, not '\(other)'")
    }
  }

  /// The number given as `--name`, or `fallback`.
  func double(_ name: String, _ fallback: Double) throws(UsageError) -> Double {
    guard let text = values[name] else { return fallback }
    guard let value = Double(text), value.isFinite else {
      throw UsageError(message: "--\(name) wants a number, not '\(text)'")
    }
    return value
  }
}

/// The command line does not follow the help.
struct UsageError: Error {
  var message: String

  static func unknownOption(_ name: String, known: [String]) -> UsageError {
    UsageError(message: "unknown option --\(name)" + hint(name, known, lead: "--"))
  }

  static func unknownCommand(_ name: String, known: [String]) -> UsageError {
    UsageError(message: "unknown subcommand '\(name)'" + hint(name, known, lead: ""))
  }

  private static func hint(_ name: String, _ known: [String], lead: String) -> String {
    nearest(name, known).map { "; did you mean \(lead)\($0)?" } ?? ""
  }

  /// The name with the fewest edits, if few enough.
  static func nearest(_ name: String, _ known: [String]) -> String? {
    let nearest = known.map { ($0, distance(Array(name), Array($0))) }.min { $0.1 < $1.1 }
    return nearest.flatMap { $0.1 <= max(2, name.count / 3) ? $0.0 : nil }
  }

  /// The number of single-letter edits between two words.
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var row = Array(0...right.count)
    for (i, a) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, b) in right.enumerated() {
        let substituted = diagonal + (a == b ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
      }
    }
    return row[right.count]
  }
}
