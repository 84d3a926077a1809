import Foundation
import OperatingSystem
import Spool

/// A spool in a folder of its own below the temporary folder, removed with the object.
public final class ScratchFolder {
  /// The spool folder.
  public let path: String
  private let owned: String?
  /// What was dropped so far.
  public private(set) var dropped: [DroppedPrompt] = []

  /// Makes a folder; inside `parent` when that is given.
  public init(in parent: String? = nil) throws {
    let base = URL(fileURLWithPath: parent ?? NSTemporaryDirectory()).path
    let folder = base + "/faults-" + UUID().uuidString
    owned = folder
    path = folder + "/spool"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    _ = try spool()
  }

  /// Makes a spool in the folder `place`, which belongs to the caller.
  init(at place: String) throws {
    owned = nil
    path = place + "/spool"
    _ = try spool()
  }

  deinit { if let owned { try? FileManager.default.removeItem(atPath: owned) } }

  /// The folders, opened anew.
  func spool() throws -> SpoolDirectory {
    try SpoolDirectory(path, user: ThisProcess.user)
  }

  /// Drops a prompt as `submit` does: written, synced, renamed, synced.
  public func drop(_ name: String, _ text: String) throws {
    let prompt = DroppedPrompt(name, text)
    _ = try InboxDrop.submit(
      prompt.bytes, name: Array(name.utf8), to: try spool().inbox, draft: "\(dropped.count).tmp")
    dropped.append(prompt)
  }

  /// What the checker says now.
  public func audit(isFinished: Bool = true) throws -> SpoolAudit {
    try SpoolAudit(path: path, dropped: dropped, isFinished: isFinished)
  }
}
