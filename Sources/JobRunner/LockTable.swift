import OperatingSystem

/// The kernel's table of file locks, as `/proc/locks` shows it.
enum LockTable {
  /// Processes that hold a read lock on a file, ascending.
  static func readers(of path: String) -> [Int] {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let folder = try? DirectoryHandle(parts.dropLast().joined(separator: "/")),
      let status = try? folder.status(Array((parts.last ?? "").utf8)),
      let table = try? readFile("/proc/locks", limit: 16 << 20)
    else { return [] }
    return readers(of: status.inode, in: String(decoding: table, as: UTF8.self))
  }

  /// The same from a table: `1: POSIX  ADVISORY  READ 4711 fd:01:1234 128 128`.
  static func readers(of inode: UInt64, in table: String) -> [Int] {
    let lines = table.split(separator: "\n").map { $0.split(separator: " ") }
    let found = lines.compactMap { fields -> Int? in
      guard fields.count >= 6, fields[3] == "READ",
        fields[5].split(separator: ":").last == Substring(String(inode))
      else { return nil }
      return Int(fields[4])
    }
    return Set(found).sorted()
  }
}
