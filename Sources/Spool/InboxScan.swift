public import OperatingSystem

/// Looks through the inbox: the truth about what is there, while change notices are only hints.
public enum InboxScan {
  /// One name in the inbox that may be a prompt file.
  public struct Entry: Equatable, Sendable {
    /// Its raw name.
    public let name: [UInt8]
    /// What is known of it, links unfollowed.
    public let status: FileStatus
  }

  /// All candidates that do not vanish meanwhile, sorted by the bytes of their names.
  ///
  /// - Throws: the failed call.
  public static func run(_ inbox: DirectoryHandle) throws(SpoolError) -> [Entry] {
    try system { () throws(SystemCallError) in
      var entries: [Entry] = []
      for name in try inbox.list() where isCandidate(name) {
        if let entry = try look(name, inbox) { entries.append(entry) }
      }
      return entries
    }
  }

  /// One name, or `nil` when it is gone.
  /// - Throws: the failed call.
  public static func look(at name: [UInt8], in inbox: DirectoryHandle) throws(SpoolError) -> Entry?
  {
    try system { () throws(SystemCallError) in try look(name, inbox) }
  }

  /// Whether a name may be a prompt file: not hidden, not marked as unfinished, not `tmp`.
  public static func isCandidate(_ name: [UInt8]) -> Bool {
    let unfinished = [".tmp", ".part", ".crdownload", ".swp", "~"]
    return !name.isEmpty && name[0] != 0x2E && name != Array("tmp".utf8)
      && !unfinished.contains { name.suffix($0.utf8.count).elementsEqual($0.utf8) }
  }

  private static func look(_ name: [UInt8], _ inbox: DirectoryHandle) throws(SystemCallError)
    -> Entry?
  {
    do {
      return Entry(name: name, status: try inbox.status(name))
    } catch {
      guard error.isMissing else { throw error }
      return nil
    }
  }
}
