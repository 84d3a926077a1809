/// One key that `nightloom.conf` may hold, with how its value is read and what stands for it
/// when the file is silent.
public struct Directive<Value: Sendable>: AnyDirective {
  /// The key as written in the file.
  public let name: String
  /// The default as written in the file; relative paths in it are relative to the file too.
  public let defaultText: String
  /// What it does, its unit and range: the comment above it in the shipped file.
  public let meaning: String
  let kind: ValueKind<Value>

  init(_ name: String, _ kind: ValueKind<Value>, _ defaultText: String, _ meaning: String) {
    self.name = name
    self.kind = kind
    self.defaultText = defaultText
    self.meaning = meaning
  }

  /// Why `text` is no value for it, or `nil`.
  public func problem(_ text: String) -> String? {
    kind.read(text, "") == nil ? "'\(name)' needs \(kind.expected), not '\(text)'" : nil
  }
}

/// A directive of any type of value.
public protocol AnyDirective: Sendable {
  /// The key as written in the file.
  var name: String { get }
  /// The default as written in the file.
  var defaultText: String { get }
  /// What it does, its unit and range.
  var meaning: String { get }
  /// Why `text` is no value for it, or `nil`.
  func problem(_ text: String) -> String?
}

/// How a text becomes a value, and the words for what is expected.
struct ValueKind<Value: Sendable>: Sendable {
  let expected: String
  /// Text and the folder of the file to a value, or `nil`.
  let read: @Sendable (String, String) -> Value?
}

extension ValueKind where Value == Int {
  static func integer(_ range: ClosedRange<Int>) -> ValueKind {
    let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    return ValueKind(expected: expected) { text, _ in
      Int(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// Bytes: a whole number, with `KiB`, `MiB` or `GiB` or nothing after it.
  static var bytes: ValueKind {
    ValueKind(expected: "a size such as 512 KiB, 20 MiB or 1 GiB") { text, _ in
      let units = ["": 1, "B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30]
      guard let (number, unit) = quantity(text), let factor = units[unit], let count = Int(number)
      else { return nil }
      let product = count.multipliedReportingOverflow(by: factor)
      return product.overflow ? nil : product.partialValue
    }
  }
}

extension ValueKind where Value == Double {
  static func number(_ range: ClosedRange<Double>) -> ValueKind {
    ValueKind(expected: "a number from \(range.lowerBound) to \(range.upperBound)") { text, _ in
      Double(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// A time in seconds: a number with `ms`, `s`, `min`, `h` or `d` after it.
  static func seconds(_ range: ClosedRange<Double>) -> ValueKind {
    ValueKind(expected: "a time such as 500 ms, 2 s, 10 min or 1 h") { text, _ in
      let units = ["ms": 0.001, "s": 1, "min": 60, "h": 3600, "d": 86400]
      guard let (number, unit) = quantity(text), let factor = units[unit],
        let count = Double(number), range.contains(count * factor)
      else { return nil }
      return count * factor
    }
  }
}

extension ValueKind where Value == Double? {
  /// A number, or the word for none of one's own.
  static func number(_ range: ClosedRange<Double>, or word: String) -> ValueKind {
    let number = ValueKind<Double>.number(range)
    return ValueKind(expected: "\(number.expected), or '\(word)'") { text, folder in
      text == word ? .some(nil) : number.read(text, folder).map { .some($0) }
    }
  }
}

extension ValueKind where Value == String {
  /// A path; one that is not absolute is taken relative to the file's folder.
  static var path: ValueKind {
    ValueKind(expected: "a path") { text, folder in
      guard !text.isEmpty, !text.utf8.contains(0) else { return nil }
      return text.hasPrefix("/") || folder.isEmpty ? text : folder + "/" + text
    }
  }

  /// A path as above, the word, or nothing.
  static func optionalPath(or word: String? = nil) -> ValueKind {
    let expected = word.map { "a path, '\($0)' or nothing" } ?? "a path or nothing"
    return ValueKind(expected: expected) { text, folder in
      text.isEmpty || text == word ? text : path.read(text, folder)
    }
  }

  static func choice(_ words: String...) -> ValueKind {
    ValueKind(expected: "one of: " + words.joined(separator: ", ")) { text, _ in
      words.contains(text) ? text : nil
    }
  }

  /// `HH:MM-HH:MM` or `any`.
  static var window: ValueKind {
    ValueKind(expected: "'any' or two times such as 22:00-06:00") { text, _ in
      let ends = text.split(separator: "-", omittingEmptySubsequences: false)
      let isWindow = ends.count == 2 && ends.allSatisfy(isTimeOfDay)
      return text == "any" || isWindow ? text : nil
    }
  }

  /// Free text in one line, which may be empty.
  static var text: ValueKind { ValueKind(expected: "a text") { text, _ in text } }
}

extension ValueKind where Value == [String] {
  /// A program and its arguments, parted by blanks, where `"…"` keeps blanks together.
  ///
  /// Nothing else is special, as no shell reads it.
  static var command: ValueKind {
    ValueKind(expected: "a program with its absolute path, then its arguments, or nothing") {
      text, _ in
      guard let words = commandWords(text) else { return nil }
      guard let program = words.first else { return [] }
      return program.hasPrefix("/") ? words : nil
    }
  }
}

extension ValueKind where Value == [String] {
  /// Words parted by blanks, where `"…"` keeps blanks together.
  static var words: ValueKind {
    ValueKind(expected: "words parted by blanks, \"...\" round those with blanks") { text, _ in
      commandWords(text)
    }
  }
}

extension ValueKind where Value == Bool {
  static var yesNo: ValueKind {
    ValueKind(expected: "yes or no") { text, _ in ["yes": true, "no": false][text] }
  }
}

/// Takes `10 min` or `10min` apart; digits and points first, then a unit of letters.
private func quantity(_ text: String) -> (number: String, unit: String)? {
  let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
  guard !number.isEmpty else { return nil }
  return (String(number), String(text.dropFirst(number.count).drop { $0 == " " }))
}

/// `nil` when a quote is left open.
private func commandWords(_ text: String) -> [String]? {
  var words: [String] = []
  var word: String?
  var isQuoted = false
  for character in text {
    if character == "\"" {
      isQuoted.toggle()
      word = word ?? ""
    } else if character.isWhitespace, !isQuoted {
      if let whole = word { words.append(whole) }
      word = nil
    } else {
      word = (word ?? "") + String(character)
    }
  }
  if let whole = word { words.append(whole) }
  return isQuoted ? nil : words
}

private func isTimeOfDay(_ text: Substring) -> Bool {
  let parts = text.split(separator: ":", omittingEmptySubsequences: false)
  guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }),
    let hour = Int(parts[0]), let minute = Int(parts[1])
  else { return false }
  return (0...23).contains(hour) && (0...59).contains(minute)
}
