/// A function of a file: what is named by `func`, `init`, `deinit` or `subscript` and has a body.
struct FunctionShape: Equatable {
  var name: String
  /// The line of its name, counted from 1.
  var line: Int
  /// Lines strictly between its braces; 0 when both stand on one line.
  var length: Int
}

extension SwiftFile {
  /// The functions of the file in their order, functions inside functions included.
  var functions: [FunctionShape] { FunctionScan(code: code).functions() }
}

private struct FunctionScan {
  let code: [UInt8]

  func functions() -> [FunctionShape] {
    var found: [FunctionShape] = []
    var index = 0
    var line = 1
    var previous = ""
    while index < code.count {
      guard isIdentifierByte(code[index]) else {
        if code[index] == 0x0A { line += 1 }
        if code[index] != 0x20 { previous = String(UnicodeScalar(code[index])) }
        index += 1
        continue
      }
      let word = word(at: index)
      index += word.utf8.count
      if isDeclaration(word, after: previous, at: index), let body = body(from: index) {
        let name = word == "func" ? self.word(at: skipBlanks(index)) : word
        let between = code[body].count { $0 == 0x0A }
        let shape = FunctionShape(name: name, line: line, length: max(0, between - 1))
        found.append(shape)
      }
      previous = word
    }
    return found
  }

  /// `.init(…)` and `self.init(…)` are calls; `init` after a dot is never a declaration.
  private func isDeclaration(_ word: String, after previous: String, at index: Int) -> Bool {
    switch word {
    case "func", "deinit": previous != "."
    case "init", "subscript":
      previous != "." && index < code.count && "(<?!".utf8.contains(code[index])
    default: false
    }
  }

  /// The bytes from a declaration's opening brace to its closing one, or `nil` without a body.
  private func body(from start: Int) -> Range<Int>? {
    var depth = 0
    var index = start
    while index < code.count {
      switch code[index] {
      case 0x28, 0x5B: depth += 1
      case 0x29, 0x5D: depth -= 1
      case 0x7B where depth == 0: return closing(from: index).map { index..<$0 }
      case 0x7D where depth == 0: return nil
      case 0x0A where depth == 0 && endsSignature(at: index + 1): return nil
      default: break
      }
      if depth < 0 { return nil }
      index += 1
    }
    return nil
  }

  /// Whether the next line begins something else, as after a requirement of a protocol.
  private func endsSignature(at start: Int) -> Bool {
    var index = start
    while index < code.count, code[index] == 0x20 || code[index] == 0x0A { index += 1 }
    guard index < code.count else { return true }
    if code[index] == 0x7D || code[index] == 0x40 || code[index] == 0x23 { return true }
    return FunctionScan.starts.contains(word(at: index))
  }

  private func closing(from open: Int) -> Int? {
    var depth = 0
    for index in open..<code.count {
      if code[index] == 0x7B { depth += 1 }
      if code[index] == 0x7D { depth -= 1 }
      if depth == 0 { return index + 1 }
    }
    return nil
  }

  private func skipBlanks(_ start: Int) -> Int {
    var index = start
    while index < code.count, code[index] == 0x20 { index += 1 }
    return index
  }

  private func word(at start: Int) -> String {
    var end = start
    while end < code.count, isIdentifierByte(code[end]) { end += 1 }
    return String(decoding: code[start..<end], as: UTF8.self)
  }

  private static let starts: Set = [
    "func", "var", "let", "init", "deinit", "subscript", "static", "class", "struct", "enum",
    "case",
    "mutating", "nonmutating", "public", "package", "internal", "fileprivate", "private", "final",
    "override", "convenience", "required", "associatedtype", "typealias", "extension", "protocol",
    "consuming", "borrowing", "nonisolated", "indirect", "lazy", "weak", "actor",
  ]
}
