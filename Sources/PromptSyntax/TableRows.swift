extension PromptParser {
  /// Reads comma-separated values: a header row with a column `prompt`, then one request a row.
  ///
  /// Other columns are header keys, or `custom_id`; an empty cell sets nothing.
  ///
  /// Source: RFC 4180. Differs: a lone line feed ends a row too.
  func readTable(_ bytes: [UInt8], from start: Int) -> Reading {
    var reading = Reading()
    if let problem = TextCheck.utf8(bytes, start..<bytes.count, line: 0) {
      let line = bytes[start..<problem.byteOffset].count { $0 == 0x0A } + 1
      let place = Place(line: line, offset: problem.byteOffset)
      reading.diagnostics = [.error(.invalidUTF8, place, problem.sentence)]
      return reading
    }
    var rows = TableReader(bytes: bytes, place: start)
    guard let head = rows.next() else { return reading }
    let titles = head.cells.map { String($0.trimmed) }
    guard let promptColumn = titles.firstIndex(where: { $0.lowercased() == "prompt" }) else {
      let near = titles.first { nearestKey($0, in: ["prompt"]) != nil }
      let hint = near.map { "; is '\(shortened($0))' meant?" } ?? ""
      let sentence = "the first row has no column 'prompt'\(hint)"
      reading.diagnostics = [.error(.badHeader, head.place, sentence)]
      return reading
    }
    for (column, title) in titles.enumerated() where column != promptColumn {
      if title != "custom_id", PromptHeader.Key(spelling: title) == nil {
        reading.diagnostics.append(.warning(head.place, unknownKey(title)))
      }
    }
    var number = 0
    while let row = rows.next() {
      guard number < maximumItems else {
        let sentence = "the table has more than the limit of \(maximumItems) rows"
        return Reading(diagnostics: [.error(.tooLarge, .file, sentence)])
      }
      var item = Item(number: number, place: row.place, range: row.range)
      number += 1
      if let problem = read(row, titles, promptColumn, &item) {
        reading.add(problem, to: item)
      } else {
        reading.items.append(item)
      }
    }
    return reading
  }

  /// Reads one row into `item`.
  /// - Returns: What is wrong with it, or `nil`.
  private func read(
    _ row: TableReader.Row, _ titles: [String], _ promptColumn: Int, _ item: inout Item
  ) -> PromptDiagnostic? {
    if let problem = row.problem { return .error(.badLine, row.place, problem) }
    guard row.cells.count == titles.count else {
      let counts = "\(row.cells.count) cells, the first row \(titles.count)"
      return .error(.badLine, row.place, "the row has \(counts)")
    }
    if let long = row.cells.firstIndex(where: { $0.utf8.count > maximumPromptBytes }) {
      let sentence = "cell \(long + 1) has more than the limit of \(maximumPromptBytes) bytes"
      return .error(.tooLarge, row.place, sentence)
    }
    for (title, cell) in zip(titles, row.cells) where !cell.trimmed.isEmpty {
      if title == "custom_id" { item.customID = String(cell.trimmed) }
      guard let key = PromptHeader.Key(spelling: title) else { continue }
      if let problem = item.header.set(key, String(cell.trimmed)) {
        return .error(.badHeader, row.place, problem)
      }
    }
    item.text = String(row.cells[promptColumn].trimmed)
    return item.text.isEmpty ? .error(.empty, row.place, "the prompt is blank") : nil
  }
}

/// Takes rows and cells apart.
private struct TableReader {
  struct Row {
    var place: Place
    var range: Range<Int>
    var cells: [String] = []
    var problem: String?
  }

  let bytes: [UInt8]
  var place: Int
  var line = 1

  init(bytes: [UInt8], place: Int) {
    self.bytes = bytes
    self.place = place
  }

  /// The next row that is not blank, or `nil` at the end.
  mutating func next() -> Row? {
    while place < bytes.count {
      let start = place
      var row = Row(place: Place(line: line, offset: start), range: start..<start)
      repeat {
        row.cells.append(readCell(&row))
      } while take(0x2C)
      row.range = start..<place
      endLine()
      let isBlank = row.cells.count == 1 && row.cells[0].trimmed.isEmpty && row.problem == nil
      if !isBlank { return row }
    }
    return nil
  }

  private mutating func readCell(_ row: inout Row) -> String {
    var cell: [UInt8] = []
    guard take(0x22) else {
      while place < bytes.count, bytes[place] != 0x2C, !isLineEnd {
        if bytes[place] == 0x22 {
          row.problem = "a quote stands inside a cell that begins without one"
        }
        cell.append(bytes[place])
        place += 1
      }
      return String(decoding: cell, as: UTF8.self)
    }
    while place < bytes.count {
      if take(0x22) {
        guard take(0x22) else { return closed(cell, &row) }
        cell.append(0x22)
      } else if isLineEnd {
        cell.append(0x0A)
        endLine()
      } else {
        cell.append(bytes[place])
        place += 1
      }
    }
    row.problem = "a quoted cell is not closed"
    return String(decoding: cell, as: UTF8.self)
  }

  /// After the closing quote only a comma or the end of the row may stand.
  private mutating func closed(_ cell: [UInt8], _ row: inout Row) -> String {
    while place < bytes.count, bytes[place] != 0x2C, !isLineEnd {
      row.problem = "text stands after a closing quote; double the quotes inside a cell"
      place += 1
    }
    return String(decoding: cell, as: UTF8.self)
  }

  private var isLineEnd: Bool {
    bytes[place] == 0x0A
      || (bytes[place] == 0x0D && place + 1 < bytes.count && bytes[place + 1] == 0x0A)
  }

  private mutating func endLine() {
    guard place < bytes.count else { return }
    place += bytes[place] == 0x0D ? 2 : 1
    line += 1
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard place < bytes.count, bytes[place] == byte else { return false }
    place += 1
    return true
  }
}
