import Hashing
import JSON
import OperatingSystem

/// What a published folder holds, judged by its record alone.
///
/// Written without the product's own check, so that a fault in one does not blind the other.
struct FolderProof {
  /// The record's members; empty when the folder is torn.
  var record = JSONObject()
  /// Why it is torn, or `nil`.
  var fault: String?
  /// The bytes of `prompt.txt` or `input`.
  var input: [UInt8]?

  var key: String { record["key"]?.string ?? "" }

  /// Reads `name` in `parent`; `recordName` is `manifest.json` or `reason.json`.
  init(_ name: [UInt8], in parent: DirectoryHandle, record recordName: String) {
    do {
      try read(try parent.folder(name), recordName)
    } catch {
      fault = "\(error)"
    }
  }

  private mutating func read(_ folder: DirectoryHandle, _ recordName: String) throws {
    let bytes = try folder.read(Array(recordName.utf8), limit: 1 << 24)
    guard let object = try? JSONValue.parse(bytes).object, let end = object["end"]?.string,
      let place = bytes.lastRange(of: Array("\"end\"".utf8)),
      SHA256.hex(Array(bytes[..<place.lowerBound])) == end
    else {
      fault = "\(recordName) does not end in its digest"
      return
    }
    for file in object["files"]?.array ?? [] {
      let name = file["name"]?.string ?? ""
      guard let contents = try contents(name, folder) else {
        fault = "\(name) is missing"
        return
      }
      guard contents.count == file["size"]?.int, SHA256.hex(contents) == file["sha256"]?.string
      else {
        fault = "\(name) differs from its digest"
        return
      }
      if name == "prompt.txt" || name == "input" { input = contents }
    }
    record = object
  }

  private func contents(_ name: String, _ folder: DirectoryHandle) throws -> [UInt8]? {
    let parts = name.split(separator: "/").map { Array($0.utf8) }
    guard let last = parts.last else { return nil }
    let place = parts.count == 2 ? try folder.folder(parts[0]) : folder
    guard place.contains(last) else { return nil }
    return try place.read(last, limit: 1 << 24)
  }
}

extension [UInt8] {
  /// The last place where `other` stands.
  fileprivate func lastRange(of other: [UInt8]) -> Range<Int>? {
    guard count >= other.count else { return nil }
    for start in stride(from: count - other.count, through: 0, by: -1)
    where self[start..<start + other.count].elementsEqual(other) {
      return start..<start + other.count
    }
    return nil
  }
}
