import JSON

/// One prompt with its settings, from which one job is made.
public struct PromptRequest: Equatable, Sendable {
  /// The prompt, variants chosen.
  public let prompt: String
  /// The settings of file, section, line or row together.
  public let header: PromptHeader
  /// The `custom_id` of a batch line, or of a table's row that has such a column.
  public let customID: String?
  /// Number of the section, line or row, counted from 0.
  public let item: Int
  /// Number of the variant, counted from 0.
  public let variant: Int
  /// Whether it is a line of a batch.
  public let isBatchLine: Bool
  /// Where the item begins, counted from 1.
  public let line: Int
  /// The item's bytes in the file, headers left out: what `prompt.txt` shows.
  public let range: Range<Int>
  /// How many equal requests stand before it in the file.
  public internal(set) var occurrence = 0
  /// Warnings that go with its result.
  public let warnings: [PromptDiagnostic]

  /// Prompt and settings as JSON with sorted keys: equal requests have equal bytes.
  public var canonical: [UInt8] {
    var members = header.keys.map { ($0.rawValue, header[$0] ?? .null) }
    members.append(("prompt", .string(prompt)))
    members.sort { $0.0 < $1.0 }
    return JSONValue.object(JSONObject(members)).bytes()
  }

  /// The stated priority, or that of its kind.
  public var priority: Int { header.priority ?? (isBatchLine ? -10 : 0) }

  /// What is added to the workflow's seed, so that variants differ when they shall.
  public var seedOffset: Int { header.stepsSeed ? variant : 0 }
}

/// What a prompt file says.
public struct PromptFile: Equatable, Sendable {
  /// The requests in the order of the file.
  public internal(set) var requests: [PromptRequest] = []
  /// All findings in the order of the file.
  public internal(set) var diagnostics: [PromptDiagnostic] = []
  /// Whether it is a batch, which has one collected result.
  public internal(set) var isBatch = false

  /// The errors alone.
  public var errors: [PromptDiagnostic] { diagnostics.filter { $0.severity == .error } }
}
