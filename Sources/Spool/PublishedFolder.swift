import Hashing
public import JSON
public import OperatingSystem

/// One file of a result.
public struct ResultFile: Equatable, Sendable {
  /// Its name; one subfolder is allowed, as in `rejected/1.txt`.
  public let name: String
  /// Its contents.
  public let bytes: [UInt8]

  /// Makes a file from name and contents.
  public init(_ name: String, _ bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// The path's components when the name can be published, else `nil`.
  var components: [[UInt8]]? {
    let parts = name.utf8.split(separator: 0x2F, omittingEmptySubsequences: false).map(Array.init)
    let isPlain = parts.allSatisfy { part in
      !part.isEmpty && part[0] != 0x2E && part.count <= 200 && !part.contains { $0 < 0x20 }
    }
    return isPlain && parts.count <= 2 ? parts : nil
  }
}

/// What a published folder turns out to be.
public enum FolderCheck: Equatable, Sendable {
  /// There is none.
  case missing
  /// Every file is there with its size and digest; its record.
  case whole(JSONObject)
  /// It is not what a publish leaves.
  case torn(String)

  /// The record's key, when the folder is whole.
  public var key: String? {
    if case .whole(let record) = self { record["key"]?.string } else { nil }
  }
}

/// A published folder as a reader sees it.
public enum PublishedFolder {
  /// Compares a folder inside `parent` with its record; what cannot be read is torn.
  public static func check(
    _ name: [UInt8], in parent: DirectoryHandle, record: String
  ) -> FolderCheck {
    do {
      return try FolderRecord.check(try parent.folder(name), record: record)
    } catch {
      return error.isMissing ? .missing : .torn("\(error)")
    }
  }
}

/// The record of a published folder: `manifest.json`, `reason.json` or `batch.json`.
///
/// JSON with two blanks of indentation; its member `files` lists name, size and SHA-256 of every
/// other file, and its last member `end` is the SHA-256 of all bytes before that member. So a reader
/// can always tell torn from whole.
enum FolderRecord {
  /// `"end": "`, 64 digits, `"`, line feed, `}`, line feed.
  private static let tailCount = 8 + 64 + 1 + 3

  static func bytes(_ members: JSONObject, _ files: [ResultFile]) -> [UInt8] {
    var record = members
    (record["files"], record["end"]) = (nil, nil)
    record["files"] = .array(
      files.map { file in
        [
          "name": .string(file.name), "size": .int(file.bytes.count),
          "sha256": .string(SHA256.hex(file.bytes)),
        ]
      })
    var bytes = JSONValue.object(record).bytes(.pretty)
    while let last = bytes.last, last == 0x0A || last == 0x7D { bytes.removeLast() }
    // Only the outermost brace may go: `files` ends in `]`.
    bytes += Array(",\n  ".utf8)
    return bytes + Array("\"end\": \"\(SHA256.hex(bytes))\"\n}\n".utf8)
  }

  /// The members, when the bytes are whole.
  static func read(_ bytes: [UInt8]) -> JSONObject? {
    guard bytes.count > tailCount else { return nil }
    let start = Array(bytes[..<(bytes.count - tailCount)])
    let tail = Array("\"end\": \"\(SHA256.hex(start))\"\n}\n".utf8)
    guard bytes.suffix(tailCount).elementsEqual(tail) else { return nil }
    return (try? JSONValue.parse(bytes))?.object
  }

  /// Compares a folder with its record.
  static func check(_ folder: DirectoryHandle, record name: String) throws(SystemCallError)
    -> FolderCheck
  {
    let bytes: [UInt8]
    do {
      bytes = try folder.read(Array(name.utf8), limit: 64 << 20)
    } catch {
      guard error.isMissing || error.isLink || error.isTooLarge else { throw error }
      return .torn("\(name) is missing")
    }
    guard let record = read(bytes), let files = record["files"]?.array else {
      return .torn("\(name) does not end in its own digest")
    }
    for file in files {
      guard let name = file["name"]?.string, let size = file["size"]?.int,
        let parts = ResultFile(name, []).components
      else { return .torn("the list of files is damaged") }
      guard let contents = try contents(folder, parts, size) else {
        return .torn("\(name) is missing")
      }
      guard contents.count == size, SHA256.hex(contents) == file["sha256"]?.string else {
        return .torn("\(name) differs from its digest")
      }
    }
    return .whole(record)
  }

  private static func contents(_ folder: DirectoryHandle, _ parts: [[UInt8]], _ size: Int)
    throws(SystemCallError) -> [UInt8]?
  {
    do {
      guard parts.count == 2 else { return try folder.read(parts[0], limit: size + 1) }
      return try folder.folder(parts[0]).read(parts[1], limit: size + 1)
    } catch {
      if error.isTooLarge { return [] }
      guard error.isMissing || error.isLink || error.isNoFolder else { throw error }
      return nil
    }
  }
}
