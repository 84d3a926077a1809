import Escaping
public import JSON

/// The files of one published folder, with what each of them is.
public struct JobFiles: Equatable, Sendable {
  /// One file.
  public struct File: Equatable, Sendable {
    /// Its name; one subfolder is allowed, as in `rejected/1.txt`.
    public let name: String
    /// Its size.
    public let bytes: Int

    /// Makes a file from name and size.
    public init(_ name: String, bytes: Int) {
      self.name = name
      self.bytes = bytes
    }
  }

  /// Where the folder is.
  public let folder: String
  /// What is wrong with it, or `nil` when every file is as its record says.
  public let damage: String?
  /// Its files.
  public let files: [File]

  /// Makes a list from its parts.
  public init(folder: String, damage: String?, files: [File]) {
    self.folder = folder
    self.damage = damage
    self.files = files
  }

  /// The path, what is wrong, and a table; safe for a terminal.
  public func text(_ style: TableStyle) -> String {
    let table = TextTable(
      columns: [
        .init(title: "BYTES", isRightAligned: true), .init(title: "FILE"),
        .init(title: "WHAT", isElastic: true),
      ],
      rows: files.map { file in
        [TableCell(file.bytes), .text(file.name), .text(Self.meaning(file.name))]
      })
    let warning = damage.map { "not as it was published: \(TerminalEscaping.escape($0))\n" } ?? ""
    return TerminalEscaping.escape(folder) + "\n" + warning + table.text(style)
  }

  /// `folder`, `whole`, `damage` and `files` with `name`, `bytes` and `what`.
  public var json: JSONValue {
    [
      "folder": .string(folder), "whole": .bool(damage == nil),
      "damage": JobObject.string(damage),
      "files": .array(
        files.map { file in
          [
            "name": .string(file.name), "bytes": .int(file.bytes),
            "what": .string(Self.meaning(file.name)),
          ]
        }),
    ]
  }

  /// What a file of this name is.
  public static func meaning(_ name: String) -> String {
    if let known = fixed[name] { return known }
    let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2, isNumber(parts[0]) {
      switch parts[1] {
      case "workflow.json": return "answer \(parts[0]) in UI format, opens in ComfyUI"
      case "api.json": return "answer \(parts[0]) in API format, for /prompt and scripts"
      case "preview.svg": return "picture of answer \(parts[0]), opens in ComfyUI too"
      case "code.txt": return "answer \(parts[0]) as code"
      default: break
      }
    }
    if name.hasPrefix("rejected/"), isNumber(parts[0].dropFirst(9)) {
      return "a rejected answer, as the model wrote it"
    }
    return "not made by nightloom"
  }

  private static func isNumber(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  private static let fixed = [
    "rank.json": "every answer of every round, its score and the first rule it failed",
    "reasoning.md": "how the best answer came about",
    "prompt.txt": "the request as it was dropped",
    "manifest.json": "record: settings, seeds, digests of engine and files",
    "input": "the request as it was dropped",
    "reason.json": "why it failed, what to do, digests of the files",
    "log.txt": "what happened when, in UTC",
  ]
}
