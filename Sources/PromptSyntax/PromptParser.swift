/// Reads prompt files of every form into prompt requests.
///
/// | Extension | Form |
/// |---|---|
/// | `.txt` `.md` `.prompt` none | plain text, several prompts between lines `---`, headers |
/// | `.jsonl` `.ndjson` | a batch: one JSON object a line |
/// | `.csv` | a table with a column `prompt` |
///
/// UTF-8 only. A byte order mark is dropped, CRLF becomes LF, blanks and line ends round a prompt
/// are dropped, everything else is kept byte by byte. Equal files give equal requests, always.
public struct PromptParser: Sendable {
  /// The largest plain file in bytes.
  public var maximumFileBytes = 1 << 20
  /// The largest `.jsonl`, `.ndjson` or `.csv` file in bytes.
  public var maximumBatchBytes = 200_000_000
  /// The longest prompt in bytes.
  public var maximumPromptBytes = 16 << 10
  /// The most lines of a batch and rows of a table.
  public var maximumItems = 50_000
  /// The most combinations of one prompt's variants.
  public var maximumVariants = 64
  /// The lines that `__name__` stands for, by name.
  public var lists: [String: [String]] = [:]

  /// Makes a parser with the limits of the specification.
  public init() {}

  /// The form of a prompt file.
  public enum Form: Sendable, Equatable {
    /// Plain text.
    case plain
    /// JSON Lines.
    case batch
    /// Comma-separated values.
    case table
  }

  /// The form that a file name states, or `nil` when it is not one of a prompt file.
  ///
  /// `.ready`, the mark of strict settling, does not count. A name is bytes, not text.
  public static func form(_ fileName: [UInt8]) -> Form? {
    var name = fileName[...]
    if name.suffix(6).elementsEqual(".ready".utf8) { name = name.dropLast(6) }
    guard let point = name.lastIndex(of: 0x2E), point > name.startIndex else { return .plain }
    switch String(decoding: name[(point + 1)...], as: UTF8.self).lowercased() {
    case "txt", "md", "prompt": return .plain
    case "jsonl", "ndjson": return .batch
    case "csv": return .table
    default: return nil
    }
  }

  /// The largest file of this name that is read, in bytes.
  public func maximumBytes(_ fileName: [UInt8]) -> Int {
    Self.form(fileName) ?? .plain == .plain ? maximumFileBytes : maximumBatchBytes
  }

  /// Reads a file with the limits of the specification.
  public static func parse(_ bytes: [UInt8], fileName: [UInt8]) -> PromptFile {
    PromptParser().parse(bytes, fileName: fileName)
  }

  /// Reads a file; all that is wrong with it stands in the diagnostics.
  public func parse(_ bytes: [UInt8], fileName: [UInt8]) -> PromptFile {
    var file = PromptFile()
    guard let form = Self.form(fileName) else {
      file.diagnostics = [.error(.unknownType, .file, Self.unknownType(fileName))]
      return file
    }
    file.isBatch = form == .batch
    let limit = maximumBytes(fileName)
    guard bytes.count <= limit else {
      let sentence = "the file has \(bytes.count) bytes, more than the limit of \(limit)"
      file.diagnostics = [.error(.tooLarge, .file, sentence)]
      return file
    }
    if let problem = TextCheck.wholeFile(bytes) {
      file.diagnostics = [problem]
      return file
    }
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let reading =
      switch form {
      case .plain: readSections(bytes, from: start)
      case .batch: readBatch(bytes, from: start)
      case .table: readTable(bytes, from: start)
      }
    file.diagnostics = reading.diagnostics
    for item in reading.items { expand(item, bytes, &file) }
    if file.requests.isEmpty, file.errors.isEmpty {
      file.diagnostics.append(.error(.empty, .file, "the file holds no prompt, only blanks"))
    }
    number(&file)
    return file
  }

  private static func unknownType(_ fileName: [UInt8]) -> String {
    let ending = fileName[(fileName.lastIndex(of: 0x2E) ?? fileName.startIndex)...]
    let shown = String(decoding: ending.filter { $0 > 0x20 && $0 < 0x7F }, as: UTF8.self)
    return "files ending in '\(shown)' are not prompts; "
      + "use .txt, .md, .prompt, .jsonl, .ndjson, .csv or no ending"
  }

  // MARK: - Items to requests

  /// What the reader of one form found.
  struct Reading {
    var items: [Item] = []
    var diagnostics: [PromptDiagnostic] = []

    /// Adds a finding about an item.
    mutating func add(_ diagnostic: PromptDiagnostic, to item: Item) {
      diagnostics.append(diagnostic.about(item))
    }
  }

  /// One section, line or row before its variants are chosen.
  struct Item {
    var number: Int
    var place: Place
    var range: Range<Int>
    var text = ""
    var header = PromptHeader()
    var customID: String?
    var isBatchLine = false
    var warnings: [PromptDiagnostic] = []
  }

  private func expand(_ item: Item, _ bytes: [UInt8], _ file: inout PromptFile) {
    var warnings = item.warnings
    func fail(_ reason: ReasonCode, _ sentence: String) {
      file.diagnostics.append(.error(reason, item.place, sentence).about(item))
    }
    guard item.text.utf8.count <= maximumPromptBytes else {
      let size = "\(item.text.utf8.count) bytes, more than the limit of \(maximumPromptBytes)"
      return fail(.tooLarge, "the prompt has " + size)
    }
    var texts = [item.text]
    let choice = item.header.variants ?? (item.isBatchLine ? .off : .all)
    if choice != .off {
      let expansion = VariantExpansion(item.text, lists: lists)
      for name in expansion.unknownLists {
        warnings.append(
          .warning(item.place, "there is no list '\(name)', so __\(name)__ is text").about(item))
      }
      if case .some(let number) = choice {
        texts = expansion.some(number, seed: seed(item, bytes))
      } else if expansion.count > maximumVariants {
        let count = expansion.count == Int.max ? "too many" : String(expansion.count)
        return fail(
          .tooManyVariants,
          "the variants have \(count) combinations, more than \(maximumVariants); "
            + "set 'variants' to the number you want")
      } else {
        texts = expansion.all()
      }
    }
    for (variant, text) in texts.enumerated() {
      let prompt = String(text.trimmed)
      guard !prompt.isEmpty else {
        warnings.append(.warning(item.place, "variant \(variant + 1) is blank").about(item))
        continue
      }
      guard prompt.utf8.count <= maximumPromptBytes else {
        fail(.tooLarge, "variant \(variant + 1) is longer than \(maximumPromptBytes) bytes")
        continue
      }
      file.requests.append(
        PromptRequest(
          prompt: prompt, header: item.header, customID: item.customID, item: item.number,
          variant: variant, isBatchLine: item.isBatchLine, line: item.place.line,
          range: item.range, warnings: warnings))
    }
    file.diagnostics += warnings
  }

  /// FNV-1a over the item's bytes and its stated seed: the same in every process.
  ///
  /// Source: draft-eastlake-fnv.
  private func seed(_ item: Item, _ bytes: [UInt8]) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes[item.range] + Array("\(item.header.seed ?? -1)".utf8) {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    return hash
  }

  /// Numbers equal requests and puts the findings in the order of the file.
  private func number(_ file: inout PromptFile) {
    var seen: [[UInt8]: Int] = [:]
    for index in file.requests.indices {
      let key = file.requests[index].canonical
      file.requests[index].occurrence = seen[key, default: 0]
      seen[key, default: 0] += 1
    }
    let ordered = file.diagnostics.enumerated().sorted {
      ($0.element.byteOffset, $0.offset) < ($1.element.byteOffset, $1.offset)
    }
    file.diagnostics = ordered.map(\.element)
  }
}

extension PromptDiagnostic {
  func about(_ item: PromptParser.Item) -> PromptDiagnostic {
    var copy = self
    copy.item = item.number
    copy.customID = item.customID
    copy.range = item.range
    return copy
  }
}
