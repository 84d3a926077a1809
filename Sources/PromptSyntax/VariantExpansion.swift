/// Expands `{a|b|c}` and `__name__` in a prompt.
///
/// A pair of braces is a group if it holds a `|` at its own depth; other braces are text. `\{`,
/// `\|` and `\}` are literal. Groups nest, at most 32 deep; deeper braces are text. `__name__` is a
/// group of the lines of a list, if there is such a list. The left group is the slowest.
struct VariantExpansion {
  private indirect enum Part {
    case text(String)
    case group([[Part]])
  }

  private let parts: [Part]

  /// How many combinations there are, at most `Int.max`.
  let count: Int

  /// Names in `__name__` for which there is no list, in their order.
  let unknownLists: [String]

  init(_ text: String, lists: [String: [String]]) {
    var parser = Parser(bytes: Array(text.utf8), lists: lists)
    parts = parser.parse()
    unknownLists = parser.unknownLists
    count = Self.count(parts)
  }

  /// All combinations; only for a small ``count``.
  func all() -> [String] { Self.all(parts) }

  /// `number` different combinations, all equally likely, drawn by a generator from `seed`.
  ///
  /// Few combinations are drawn from their list, one number each; of many, each draw takes one
  /// number per group, and what was drawn before is drawn anew.
  func some(_ number: Int, seed: UInt64) -> [String] {
    guard number < count else { return all() }
    var generator = SplitMix(state: seed)
    if count <= 1024 {
      var texts = all()
      for place in 0..<number {
        let other = place + Int(generator.next() % UInt64(texts.count - place))
        texts.swapAt(place, other)
      }
      return Array(texts[..<number])
    }
    var seen: Set<[Int]> = []
    var texts: [String] = []
    while texts.count < number {
      var path: [Int] = []
      let text = Self.draw(parts, &generator, &path)
      if seen.insert(path).inserted { texts.append(text) }
    }
    return texts
  }

  /// Each option is drawn with the chance of its share of all combinations.
  private static func draw(
    _ parts: [Part], _ generator: inout SplitMix, _ path: inout [Int]
  ) -> String {
    var text = ""
    for part in parts {
      switch part {
      case .text(let piece): text += piece
      case .group(let options):
        let total = max(1, count([part]))
        var rest = Int(generator.next() % UInt64(total))
        var choice = 0
        while choice < options.count - 1, rest >= count(options[choice]) {
          rest -= count(options[choice])
          choice += 1
        }
        path.append(choice)
        text += draw(options[choice], &generator, &path)
      }
    }
    return text
  }

  private static func count(_ parts: [Part]) -> Int {
    var product = 1
    for case .group(let options) in parts {
      let sum = options.reduce(0) { saturated($0.addingReportingOverflow(count($1))) }
      product = saturated(product.multipliedReportingOverflow(by: sum))
    }
    return product
  }

  private static func all(_ parts: [Part]) -> [String] {
    var texts = [""]
    for part in parts {
      switch part {
      case .text(let piece): texts = texts.map { $0 + piece }
      case .group(let options):
        let endings = options.flatMap(all)
        texts = texts.flatMap { start in endings.map { start + $0 } }
      }
    }
    return texts
  }

  // MARK: - Parsing

  private struct Parser {
    let bytes: [UInt8]
    let lists: [String: [String]]
    /// For each `{` that opens a group, the place of its `}`.
    var closings: [Int: Int] = [:]
    var place = 0
    var unknownLists: [String] = []

    init(bytes: [UInt8], lists: [String: [String]]) {
      self.bytes = bytes
      self.lists = lists
    }

    mutating func parse() -> [Part] {
      findGroups()
      return sequence(until: bytes.count, inGroup: false)
    }

    /// Pairs the braces without recursion, so that no depth of them can exhaust the stack.
    private mutating func findGroups() {
      var open: [(place: Int, hasBar: Bool)] = []
      var index = 0
      while index < bytes.count {
        switch bytes[index] {
        case 0x5C where index + 1 < bytes.count && isSpecial(bytes[index + 1]): index += 1
        case 0x7B: open.append((index, false))
        case 0x7C where !open.isEmpty: open[open.count - 1].hasBar = true
        case 0x7D:
          if let last = open.popLast(), last.hasBar, open.count < 32 {
            closings[last.place] = index
          }
        default: break
        }
        index += 1
      }
    }

    private mutating func sequence(until end: Int, inGroup: Bool) -> [Part] {
      var parts: [Part] = []
      var text: [UInt8] = []
      func flush() {
        if !text.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self))) }
        text = []
      }
      while place < end {
        let byte = bytes[place]
        if byte == 0x5C, place + 1 < end, isSpecial(bytes[place + 1]) {
          text.append(bytes[place + 1])
          place += 2
        } else if byte == 0x7C, inGroup {
          break
        } else if byte == 0x7B, let closing = closings[place] {
          flush()
          parts.append(group(until: closing))
        } else if byte == 0x5F, let list = listName(place, end) {
          flush()
          parts.append(.group(list.lines.map { [.text($0)] }))
          place = list.end
        } else {
          text.append(byte)
          place += 1
        }
      }
      flush()
      return parts
    }

    private mutating func group(until closing: Int) -> Part {
      var options: [[Part]] = []
      repeat {
        place += 1
        options.append(sequence(until: closing, inGroup: true))
      } while place < closing
      place = closing + 1
      return .group(options)
    }

    /// The list that `__name__` at `place` stands for, by its shortest name that has one.
    private mutating func listName(_ place: Int, _ end: Int) -> (lines: [String], end: Int)? {
      guard place + 1 < end, bytes[place + 1] == 0x5F else { return nil }
      var index = place + 2
      var firstName: String?
      while index + 1 < end, isNameByte(bytes[index]) {
        if index > place + 2, bytes[index] == 0x5F, bytes[index + 1] == 0x5F {
          let name = String(decoding: bytes[place + 2..<index], as: UTF8.self)
          if let lines = lists[name], !lines.isEmpty { return (lines, index + 2) }
          firstName = firstName ?? name
        }
        index += 1
      }
      if let firstName, !unknownLists.contains(firstName) { unknownLists.append(firstName) }
      return nil
    }
  }
}

private func isNameByte(_ byte: UInt8) -> Bool {
  (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F || byte == 0x2D
}

private func isSpecial(_ byte: UInt8) -> Bool { byte == 0x7B || byte == 0x7C || byte == 0x7D }

private func saturated(_ result: (partialValue: Int, overflow: Bool)) -> Int {
  result.overflow ? Int.max : result.partialValue
}

/// A generator whose whole state is one number.
///
/// Source: Steele, Lea and Flood, OOPSLA 2014, SplitMix64.
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
