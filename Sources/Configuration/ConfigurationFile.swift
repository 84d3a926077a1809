public import OperatingSystem

/// The settings of `nightloom.conf`: one directive a line, `key = value`.
///
/// Blank lines and lines whose first character is `#` are ignored; there are no comments after a
/// value. Blanks around key and value are dropped. A key may stand once. All wrong lines are
/// reported together. A directive that is not in the file has its default.
public struct ConfigurationFile: Sendable {
  /// The path as given.
  public let path: String
  private let folder: String
  private var settings: [String: Setting] = [:]

  private struct Setting {
    let text: String
    let line: Int
  }

  /// The defaults alone, with relative paths under `folder`.
  public init(folder: String) {
    path = folder + "/nightloom.conf"
    self.folder = folder
  }

  /// Reads and checks a file.
  /// - Throws: ``ConfigurationError``.
  public static func read(_ path: String, disk: any Disk = LinuxDisk()) throws(ConfigurationError)
    -> ConfigurationFile
  {
    let bytes: [UInt8]
    do {
      bytes = try readFile(path, limit: 1 << 20, disk: disk)
    } catch {
      throw .unreadable(path: path, error)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .invalid([.init(path: path, line: 1, sentence: "the file is not UTF-8")])
    }
    return try parse(text, path: path)
  }

  /// Checks a text as if it stood in the file at `path`.
  /// - Throws: ``ConfigurationError/invalid(_:)`` with every wrong line.
  public static func parse(_ text: String, path: String) throws(ConfigurationError)
    -> ConfigurationFile
  {
    var file = ConfigurationFile(path: path)
    var problems: [ConfigurationError.Problem] = []
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    for (index, line) in lines.enumerated() {
      if let sentence = file.take(trimmed(line), line: index + 1) {
        problems.append(.init(path: path, line: index + 1, sentence: sentence))
      }
    }
    guard problems.isEmpty else { throw .invalid(problems) }
    return file
  }

  /// The value of a directive: from the file, else its default.
  public subscript<Value>(directive: Directive<Value>) -> Value {
    let text = settings[directive.name]?.text ?? directive.defaultText
    guard let value = directive.kind.read(text, folder) else {
      preconditionFailure("'\(text)' was accepted for '\(directive.name)' but cannot be read")
    }
    return value
  }

  /// Whether the file sets a directive itself.
  public func sets(_ directive: any AnyDirective) -> Bool { settings[directive.name] != nil }

  /// The same settings with one of them replaced, as a command-line flag does.
  /// - Throws: ``ConfigurationError/invalid(_:)``.
  public func setting(_ name: String, to text: String) throws(ConfigurationError)
    -> ConfigurationFile
  {
    var copy = self
    copy.settings[name] = nil
    if let sentence = copy.take("\(name) = \(text)", line: 0) {
      throw .invalid([.init(path: path, line: 0, sentence: sentence)])
    }
    return copy
  }

  private init(path: String) {
    self.path = path
    let slash = path.utf8.lastIndex(of: 0x2F)
    folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }

  /// Takes one line over.
  /// - Returns: What is wrong with it, or `nil`.
  private mutating func take(_ line: String, line number: Int) -> String? {
    guard !line.isEmpty, !line.hasPrefix("#") else { return nil }
    guard let sign = line.firstIndex(of: "=") else {
      return "expected 'key = value', found '\(line)'"
    }
    let name = trimmed(line[..<sign])
    let text = trimmed(line[line.index(after: sign)...])
    guard let directive = Directives.all.first(where: { $0.name == name }) else {
      let near = nearest(name).map { "; did you mean '\($0)'?" } ?? ""
      return "unknown directive '\(name)'\(near)"
    }
    if let old = settings[name] { return "'\(name)' is already set in line \(old.line)" }
    if let problem = directive.problem(text) { return problem }
    settings[name] = Setting(text: text, line: number)
    return nil
  }
}

private func trimmed(_ text: some StringProtocol) -> String {
  let start = text.drop { $0.isWhitespace }
  guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
  return String(start[...end])
}

/// The known name that needs the fewest edits, if they are few.
private func nearest(_ name: String) -> String? {
  let ranked = Directives.all.map { (distance(name, $0.name), $0.name) }
  guard let best = ranked.min(by: { $0.0 < $1.0 }), best.0 <= max(1, name.count / 3) else {
    return nil
  }
  return best.1
}

/// Edits (insert, remove, replace, swap of neighbours) from one word to the other.
///
/// Source: Damerau, CACM 7(3), 1964, in the restricted form.
private func distance(_ left: String, _ right: String) -> Int {
  let (a, b) = (Array(left.utf8.prefix(64)), Array(right.utf8.prefix(64)))
  var rows = [Array(0...b.count)]
  for row in 1..<max(1, a.count + 1) {
    var current = [row] + [Int](repeating: 0, count: b.count)
    for column in 1..<max(1, b.count + 1) {
      let cost = a[row - 1] == b[column - 1] ? 0 : 1
      var best = min(
        rows[row - 1][column] + 1, current[column - 1] + 1, rows[row - 1][column - 1] + cost)
      if row > 1, column > 1, a[row - 1] == b[column - 2], a[row - 2] == b[column - 1] {
        best = min(best, rows[row - 2][column - 2] + 1)
      }
      current[column] = best
    }
    rows.append(current)
  }
  return rows[a.count][b.count]
}
