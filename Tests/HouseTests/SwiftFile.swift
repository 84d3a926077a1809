/// One Swift file as the house sees it: its lines, its imports, and its code without comments
/// and texts.
struct SwiftFile: Sendable {
  /// Relative to the root, for example `Sources/JSON/JSONValue.swift`.
  let path: String
  let lines: [String]
  /// The source with the bytes of comments and texts replaced by blanks; line ends stay.
  let code: [UInt8]

  init(path: String, text: String) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    code = CodeBlanking.blanked(Array(text.utf8))
  }

  /// The file's name without its folder.
  var name: String { String(path.split(separator: "/").last ?? "") }

  /// The file's name without its ending.
  var stem: String { String(name.prefix { $0 != "." }) }

  /// The folder below `Sources` or `Tests`: the room, or its tests.
  var target: String {
    let parts = path.split(separator: "/")
    return parts.count > 2 ? String(parts[1]) : ""
  }

  /// The number of lines; the empty piece after the last line end is none.
  var lineCount: Int { lines.last == "" ? lines.count - 1 : lines.count }

  /// The code as lines.
  var codeLines: [String] {
    code.split(separator: 0x0A, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// The modules named in `import` lines, whatever access level or attribute stands before them,
  /// single declarations (`import struct A.B`) included.
  var imports: [String] {
    codeLines.compactMap { line in
      let words = line.split(separator: " ")
      guard let position = words.firstIndex(of: "import"), position + 1 < words.count,
        words[..<position].allSatisfy({ $0.hasPrefix("@") || SwiftFile.levels.contains(String($0)) }
        )
      else { return nil }
      let named = words[position + 1]
      let isSingle = SwiftFile.kinds.contains(String(named)) && position + 2 < words.count
      let module = isSingle ? words[position + 2] : named
      return String(module.prefix { $0 != "." && $0 != ";" })
    }
  }

  /// The names of the public types declared here, those inside other types left out.
  var publicTypes: [String] {
    codeLines.compactMap { line in
      let words = line.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" })
      guard line.first != " ", words.first == "public",
        let kind = words.firstIndex(where: { SwiftFile.types.contains(String($0)) }),
        kind + 1 < words.count, words[..<kind].allSatisfy({ SwiftFile.marks.contains(String($0)) })
      else { return nil }
      return String(words[kind + 1])
    }
  }

  /// Whether the code holds one of these words, not as a part of a longer one.
  func mentions(_ words: Set<String>) -> [String] {
    let identifiers = code.split(whereSeparator: { !isIdentifierByte($0) })
    return Set(identifiers.map { String(decoding: $0, as: UTF8.self) }).intersection(words).sorted()
  }

  /// Whether the file holds a word anywhere, texts and comments included.
  func says(_ word: String) -> Bool {
    lines.contains { line in
      line.contains(word)
        && line.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" })
          .contains { $0 == word }
    }
  }

  private static let levels: Set = ["public", "package", "internal", "fileprivate", "private"]
  private static let kinds: Set = [
    "struct", "class", "enum", "protocol", "typealias", "func", "var", "let", "actor",
  ]
  private static let types: Set = ["struct", "class", "enum", "protocol", "typealias", "actor"]
  private static let marks: Set = ["public", "final", "indirect", "nonisolated"]
}

/// Whether a byte can stand in a name.
func isIdentifierByte(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A, 0x80...0xFF: true
  default: false
  }
}
