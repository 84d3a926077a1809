/// The README's map: a table whose lines begin with `| **Room** |`.
enum ReadmeMap {
  /// One line of the map.
  struct Line {
    var name: String
    var purpose: String
  }

  /// The lines of the map in their order.
  static func lines(in readme: String) -> [Line] {
    readme.split(separator: "\n").compactMap { line in
      guard line.hasPrefix("| **") else { return nil }
      let cells = line.split(separator: "|").map { $0.filter { $0 != "*" } }
      guard cells.count >= 2 else { return nil }
      return Line(name: cells[0].filter { $0 != " " }, purpose: cells[1].filter { $0 != " " })
    }
  }

  /// The names of the map in their order.
  static func rooms(in readme: String) -> [String] { lines(in: readme).map(\.name) }

  /// The files and folders of the repository that stand between backquotes.
  static func paths(in readme: String) -> [String] {
    let tops = ["Sources/", "Tests/", "Jobs/", "Config/"]
    let quoted = readme.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map(\.element)
    return quoted.compactMap { text in
      let path = text.hasPrefix("./") ? text.dropFirst(2) : text
      guard tops.contains(where: path.hasPrefix) else { return nil }
      let isPlain = path.allSatisfy { $0.isLetter || $0.isNumber || "/._-".contains($0) }
      let isRun = path.hasPrefix("Jobs/runs") || path.hasSuffix("inventory.json")
      guard isPlain, !isRun else { return nil }
      return String(path.hasSuffix("/") ? path.dropLast() : path)
    }
  }
}
