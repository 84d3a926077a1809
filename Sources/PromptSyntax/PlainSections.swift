extension PromptParser {
  /// Reads plain text: an optional file header, then sections between lines `---`.
  ///
  /// Differs from a byte-by-byte reading: blank lines round a section belong to its separators.
  func readSections(_ bytes: [UInt8], from start: Int) -> Reading {
    var reader = SectionReader(bytes: bytes, from: start)
    reader.read()
    return reader.reading
  }
}

private struct SectionReader {
  let bytes: [UInt8]
  let lines: [Range<Int>]
  /// Line numbers, counted from 0, of each block between separators.
  let blocks: [Range<Int>]
  var reading = PromptParser.Reading()
  var fileHeader = PromptHeader()
  var fileWarnings: [PromptDiagnostic] = []
  var itemNumber = 0

  init(bytes: [UInt8], from start: Int) {
    self.bytes = bytes
    lines = PromptSyntax.lines(bytes, from: start)
    var blocks: [Range<Int>] = []
    var first = 0
    for (number, range) in lines.enumerated() where isSeparator(bytes, range) {
      blocks.append(first..<number)
      first = number + 1
    }
    self.blocks = blocks + [first..<lines.count]
  }

  mutating func read() {
    // Bad bytes are reported once, with the first of them; nothing of such a file is trusted.
    let all = (lines.first?.lowerBound ?? 0)..<bytes.count
    if let problem = TextCheck.utf8(bytes, all, line: 0) {
      let line = (lines.firstIndex { $0.upperBound >= problem.byteOffset } ?? 0) + 1
      let place = Place(line: line, offset: problem.byteOffset)
      reading.diagnostics.append(.error(.invalidUTF8, place, problem.sentence))
      return
    }
    var index = 0
    if blocks.count > 1, blocks[0].isEmpty {
      index = 1
      if let settings = settings(blocks[1]) {
        let isHeader = settings.contains { $0.isKnown || $0.isNear }
        if isHeader, blocks.count == 2 {
          reading.diagnostics.append(
            .error(
              .badHeader, place(0), "the header that begins in line 1 has no closing line '---'"))
          return
        }
        if isHeader {
          guard readFileHeader(settings, blocks[1]) else { return }
          index = 2
        }
      }
    }
    while index < blocks.count { index = readSection(at: index) }
  }

  /// One line `key: value` of a header.
  private struct Setting {
    let line: Int
    let key: String
    let value: String

    var isKnown: Bool { PromptHeader.Key(spelling: key) != nil }
    var isNear: Bool { nearestKey(key) != nil }
  }

  /// The settings of a block whose lines all are some, or `nil`; comments and blanks are skipped.
  private func settings(_ block: Range<Int>) -> [Setting]? {
    var settings: [Setting] = []
    for line in block {
      let text = text(line).trimmed
      if text.isEmpty || text.hasPrefix("#") { continue }
      guard let colon = text.firstIndex(of: ":") else { return nil }
      let key = text[..<colon].trimmed
      guard !key.isEmpty, key.utf8.allSatisfy(isKeyByte) else { return nil }
      let value = text[text.index(after: colon)...].trimmed
      settings.append(Setting(line: line, key: String(key), value: String(value)))
    }
    return settings.isEmpty ? nil : settings
  }

  private mutating func readFileHeader(_ settings: [Setting], _ block: Range<Int>) -> Bool {
    var item = PromptParser.Item(number: 0, place: place(block.lowerBound), range: 0..<bytes.count)
    let errors = take(settings, block, into: &item)
    fileHeader = item.header
    fileWarnings = item.warnings
    reading.diagnostics += errors
    return errors.isEmpty
  }

  /// Reads the section at `index`, with its header when there is one.
  /// - Returns: The index of the next section.
  private mutating func readSection(at index: Int) -> Int {
    var item = PromptParser.Item(number: itemNumber, place: .file, range: 0..<0)
    item.header = fileHeader
    item.warnings = fileWarnings
    var errors: [PromptDiagnostic] = []
    var index = index
    let isAfterSeparator = index > 0
    let isFollowed = index + 1 < blocks.count
    if isAfterSeparator, isFollowed, let settings = settings(blocks[index]) {
      if settings.allSatisfy(\.isKnown) {
        errors = take(settings, blocks[index], into: &item)
        index += 1
      } else if let odd = settings.first(where: { !$0.isKnown }),
        settings.contains(where: { $0.isKnown || $0.isNear })
      {
        let near = nearestKey(odd.key).map { "; did you mean '\($0)'?" } ?? ""
        item.warnings.append(
          .warning(
            place(odd.line), "taken as a prompt, since '\(odd.key)' is no header key\(near)"))
      }
    }
    let content = content(blocks[index], skipsComments: isAfterSeparator)
    let blockLine = min(blocks[index].lowerBound, max(0, lines.count - 1))
    item.place = place(content?.first ?? blockLine)
    guard let content else {
      if !(blocks.count == 1) {
        let warning = PromptDiagnostic.warning(item.place, "this section is empty and is skipped")
        reading.diagnostics.append(warning)
      }
      reading.diagnostics += errors
      return index + 1
    }
    item.range = lines[content.lowerBound].lowerBound..<lines[content.upperBound].upperBound
    item.text = content.map(text).joined(separator: "\n")
    itemNumber += 1
    if errors.isEmpty {
      item.warnings = item.warnings.map { $0.about(item) }
      reading.items.append(item)
    } else {
      for error in errors { reading.add(error, to: item) }
    }
    return index + 1
  }

  /// Takes settings into an item; unknown keys are warnings, bad values errors.
  private func take(
    _ settings: [Setting], _ block: Range<Int>, into item: inout PromptParser.Item
  ) -> [PromptDiagnostic] {
    guard block.count <= 64 else {
      let sentence = "the header has \(block.count) lines, more than the limit of 64"
      return [.error(.tooLarge, place(block.lowerBound), sentence)]
    }
    var errors: [PromptDiagnostic] = []
    var seen: Set<PromptHeader.Key> = []
    for setting in settings {
      let place = place(setting.line)
      guard let key = PromptHeader.Key(spelling: setting.key) else {
        item.warnings.append(.warning(place, unknownKey(setting.key)))
        continue
      }
      if !seen.insert(key).inserted {
        errors.append(.error(.badHeader, place, "'\(key.rawValue)' stands twice in this header"))
      } else if let problem = item.header.set(key, setting.value) {
        errors.append(.error(.badHeader, place, problem))
      }
    }
    return errors
  }

  /// The lines of a block from its first to its last that say something.
  private func content(_ block: Range<Int>, skipsComments: Bool) -> ClosedRange<Int>? {
    let first = block.first { line in
      let text = text(line).trimmed
      return !text.isEmpty && !(skipsComments && text.hasPrefix("#"))
    }
    guard let first, let last = block.last(where: { !text($0).trimmed.isEmpty }) else { return nil }
    return first...last
  }

  private func text(_ line: Int) -> String { String(decoding: bytes[lines[line]], as: UTF8.self) }

  private func place(_ line: Int) -> Place {
    Place(line: line + 1, offset: lines.indices.contains(line) ? lines[line].lowerBound : 0)
  }
}

/// The warning about a key that is not known.
func unknownKey(_ key: String) -> String {
  let near = nearestKey(key).map { "; did you mean '\($0)'?" } ?? ""
  return "unknown header key '\(shortened(key))' is ignored\(near)"
}

private func isKeyByte(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
  default: false
  }
}

private func isSeparator(_ bytes: [UInt8], _ line: Range<Int>) -> Bool {
  line.count >= 3 && bytes[line.lowerBound..<line.lowerBound + 3].allSatisfy { $0 == 0x2D }
    && bytes[line.lowerBound + 3..<line.upperBound].allSatisfy { $0 == 0x20 || $0 == 0x09 }
}
