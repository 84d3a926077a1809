/// The row of CONVENTIONS section 12 for a tree: what its files look like in numbers.
struct ShapeRow {
  var files: Int
  var lines: Int
  var fileLengths: [Int]
  var functionLengths: [Int]
  var publicCount: Int
  var documentedCount: Int
  var wideLines: Int
  var forced: Int
  var testLines: Int

  init(sources: [SwiftFile], tests: [SwiftFile]) {
    files = sources.count
    fileLengths = sources.map(\.lineCount).sorted()
    lines = fileLengths.reduce(0, +)
    functionLengths = sources.flatMap { $0.functions.map(\.length) }.sorted()
    testLines = tests.reduce(0) { $0 + $1.lineCount }
    wideLines = SourceRules.wideLines(sources).count
    forced = sources.reduce(0) { $0 + ShapeRow.forced(in: $1.code) }
    let documented = sources.map(ShapeRow.documentation)
    publicCount = documented.reduce(0) { $0 + $1.public }
    documentedCount = documented.reduce(0) { $0 + $1.documented }
  }

  /// The row as a line of a Markdown table.
  var text: String {
    let columns = [
      "\(files) files", "\(lines) lines",
      "file median/p90/max \(place(fileLengths, 50))/\(place(fileLengths, 90))/"
        + "\(place(fileLengths, 100))",
      "function median/p90/p99 \(place(functionLengths, 50))/\(place(functionLengths, 90))/"
        + "\(place(functionLengths, 99))",
      "documented \(documentedCount) of \(publicCount)", "over 100 columns \(wideLines)",
      "forced \(forced)", "test/source lines \(hundredths(testLines, lines))",
    ]
    return "| nightloom | " + columns.joined(separator: " | ") + " |"
  }

  /// The value below which so many of a hundred lie.
  private func place(_ sorted: [Int], _ percent: Int) -> Int {
    sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, sorted.count * percent / 100)]
  }

  private func hundredths(_ part: Int, _ whole: Int) -> String {
    let value = whole == 0 ? 0 : part * 100 / whole
    return "\(value / 100).\(value % 100 < 10 ? "0" : "")\(value % 100)"
  }

  /// Exclamation marks right behind a name or a closing bracket.
  private static func forced(in code: [UInt8]) -> Int {
    code.indices.dropFirst().count { index in
      let before = code[index - 1]
      let after = index + 1 < code.count ? code[index + 1] : 0x0A
      return code[index] == 0x21 && after != 0x3D
        && (isIdentifierByte(before) || before == 0x29 || before == 0x5D)
    }
  }

  /// Public declarations, and those with a documentation comment above them.
  private static func documentation(of file: SwiftFile) -> (public: Int, documented: Int) {
    var count = (public: 0, documented: 0)
    var isDocumented = false
    for line in file.lines {
      let text = line.drop { $0 == " " }
      if text.hasPrefix("public "), !text.hasPrefix("public import "),
        !text.hasPrefix("public extension ")
      {
        count.public += 1
        if isDocumented { count.documented += 1 }
      }
      isDocumented = text.hasPrefix("///") || (isDocumented && text.hasPrefix("@"))
    }
    return count
  }
}
