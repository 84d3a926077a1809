public import OperatingSystem

/// Drops a file as every producer should: written and synced in `inbox/tmp/`, then renamed.
public enum InboxDrop {
  /// Drops a file; when its name is taken, `-2`, `-3` … is put before its extension.
  /// - Returns: The name it has in the inbox.
  /// - Throws: the failed call.
  public static func submit(
    _ bytes: [UInt8], name: [UInt8], to inbox: DirectoryHandle, draft: String
  ) throws(SpoolError) -> [UInt8] {
    try system { () throws(SystemCallError) in
      let drafts = try inbox.folder(Array("tmp".utf8))
      let draftName = Array(draft.utf8)
      do throws(SystemCallError) {
        try drafts.create(draftName, bytes, mode: 0o640)
        for number in 1...1000 {
          let final = numbered(name, number)
          do throws(SystemCallError) {
            try drafts.rename(draftName, to: inbox, final)
          } catch {
            guard error.isTaken, number < 1000 else { throw error }
            continue
          }
          try inbox.sync()
          return final
        }
      } catch {
        try? drafts.remove(draftName)
        throw error
      }
      return name
    }
  }

  private static func numbered(_ name: [UInt8], _ number: Int) -> [UInt8] {
    guard number > 1 else { return name }
    let stem = JobName.stem(name)
    return stem + Array("-\(number)".utf8) + name[stem.count...]
  }
}
