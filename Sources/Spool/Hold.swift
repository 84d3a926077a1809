import Hashing
import JSON
public import OperatingSystem

/// Moves what cannot be taken to `hold/<UTC time>-<slug>-<8 hex>`, with a `.reason.json` beside it.
public struct Hold: Sendable {
  private let folder: DirectoryHandle

  /// Keeps things in `folder`.
  public init(_ folder: DirectoryHandle) { self.folder = folder }

  /// Moves a name by rename, which follows no link and reads nothing.
  ///
  /// - Parameters:
  ///   - name: The raw name.
  ///   - source: The folder it is in.
  ///   - reason: Why.
  ///   - original: The name it is known by, when it has another one just now.
  ///   - now: UTC milliseconds.
  /// - Returns: The name under `hold/`, or `nil` when it was gone.
  /// - Throws: the failed call.
  @discardableResult
  public func put(
    _ name: [UInt8], from source: DirectoryHandle, _ reason: HoldReason,
    knownAs original: [UInt8]? = nil, now: Int64
  ) throws(SpoolError) -> String? {
    let known = original ?? name
    return try system { () throws(SystemCallError) in
      let status: FileStatus
      do throws(SystemCallError) {
        status = try source.status(name)
      } catch {
        guard error.isMissing else { throw error }
        return nil
      }
      let kept = keptName(known, status, now)
      let reasonName = Array((kept + ".reason.json").utf8)
      try? folder.remove(reasonName)
      do throws(SystemCallError) {
        // The reason lasts first, so that no power cut leaves what is kept without one.
        try folder.create(reasonName, reasonBytes(known, reason, now), mode: 0o640)
        try folder.sync()
      } catch {
        try? folder.remove(reasonName)
        throw error
      }
      do throws(SystemCallError) {
        try source.rename(name, to: folder, Array(kept.utf8))
      } catch {
        try? folder.remove(reasonName)
        guard error.isMissing else { throw error }
        return nil
      }
      try folder.sync()
      try source.sync()
      return kept
    }
  }

  private func keptName(_ name: [UInt8], _ status: FileStatus, _ now: Int64) -> String {
    let time = CalendarTime.text(utc: now).filter { $0 != ":" && $0 != "-" }.prefix(15)
    let identity = name + Array("/\(status.device)/\(status.inode)/\(status.changed)/\(now)".utf8)
    return "\(time)Z-\(JobName.slug(name))-\(SHA256.hex(identity).prefix(8))"
  }

  private func reasonBytes(_ name: [UInt8], _ reason: HoldReason, _ now: Int64) -> [UInt8] {
    let value: JSONValue = [
      "schema": "nightloom.hold/1", "reason": .string(reason.rawValue),
      "sentence": .string(reason.sentence), "hint": .string(reason.hint),
      "name": .string(displayName(name)), "name_bytes": .string(hex(name)),
      "time": .string(CalendarTime.text(utc: now)),
    ]
    return value.bytes(.pretty) + [0x0A]
  }
}
