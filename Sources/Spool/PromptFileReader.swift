public import OperatingSystem

/// Reads prompt files out of the inbox without trusting them, and removes them afterwards.
public enum PromptFileReader {
  /// What came of a reading.
  public enum Outcome: Equatable, Sendable {
    /// The bytes, and the status that was the same before and after.
    case read(bytes: [UInt8], FileStatus)
    /// It has more bytes than allowed; nothing was read.
    case tooLarge(bytes: Int, FileStatus)
    /// It changed meanwhile: what was read is thrown away.
    case changed
    /// It is gone.
    case gone
    /// It must not or cannot be read.
    case hold(HoldReason)
  }

  /// What came of a removal.
  public enum Removal: Equatable, Sendable {
    /// It is gone, by us or by others.
    case removed
    /// Another file has the name by now; it is a new drop and stays.
    case replaced
    /// It could not be removed: remember it, never take it twice, try again.
    case pending(SystemCallError)
  }

  /// Reads a regular file with one name, at most `limit` bytes.
  ///
  /// The open follows no link and waits for no pipe; the size is looked at before the first byte is
  /// read. Device, inode, size and times must be the same afterwards.
  ///
  /// - Throws: failures of the machine, not of the file.
  public static func read(_ name: [UInt8], in inbox: DirectoryHandle, limit: Int)
    throws(SpoolError) -> Outcome
  {
    let disk = inbox.disk
    let file: Int32
    do {
      file = try inbox.open(name, .read)
    } catch {
      if error.isMissing { return .gone }
      if error.isLink || error.isSocket { return .hold(.notRegular) }
      if error.isDenied { return .hold(.unreadable) }
      throw .system(error)
    }
    defer { disk.close(file) }
    return try system { () throws(SystemCallError) in
      let before = try disk.status(file)
      guard before.kind == .regular else { return .hold(.notRegular) }
      guard before.links == 1 else { return .changed }
      guard before.size <= limit else { return .tooLarge(bytes: before.size, before) }
      let bytes: [UInt8]
      do throws(SystemCallError) {
        bytes = try disk.readAll(file, name, limit: limit)
      } catch {
        guard error.isTooLarge else { throw error }
        return .changed
      }
      let after = try disk.status(file)
      guard isSame(before, after), after.links == 1, bytes.count == after.size else {
        return .changed
      }
      return .read(bytes: bytes, after)
    }
  }

  /// Removes a file after its requests were committed, if the name still means that very file.
  ///
  /// Between look and removal a rename could slip in another file; that window is some
  /// microseconds, and Linux has no call that closes it.
  public static func remove(_ name: [UInt8], in inbox: DirectoryHandle, if status: FileStatus)
    -> Removal
  {
    do {
      guard isSame(status, try inbox.status(name)) else { return .replaced }
      try inbox.remove(name)
      return .removed
    } catch {
      return error.isMissing ? .removed : .pending(error)
    }
  }
}
