/// What the tables looked like when the runner last opened the file, kept in the file itself.
///
/// A damaged byte can turn the version into that of another program, or the name of an index into
/// one that does not exist, and the pages are still sound. So version and a digest of all `CREATE`
/// texts stand a second time, as the row `schema` of `meta`.
public enum SchemaSeal {
  private static let key = "schema"

  /// What contradicts the seal, or `nil`; a file without tables or seal contradicts nothing.
  public static func finding(_ connection: Connection) throws(SQLiteError) -> String? {
    let tables =
      try connection.integer(
        "SELECT count(*) FROM sqlite_schema WHERE name IN ('job', 'meta')") ?? 0
    let version = try Migrations.version(of: connection)
    guard tables == 2 else {
      return tables == 0 && version == 0 ? nil : "tables are missing"
    }
    guard version > 0 else { return "the tables have no version" }
    let stated = try connection.word("SELECT value FROM meta WHERE key = ?1", [.text(key)])
    guard let stated, stated != (try text(connection)) else { return nil }
    return "the tables are not those that were made"
  }

  /// Writes the seal where it is another one or missing.
  static func write(_ connection: Connection) throws(SQLiteError) {
    let seal = try text(connection)
    let stated = try connection.word("SELECT value FROM meta WHERE key = ?1", [.text(key)])
    guard stated != seal else { return }
    try connection.run(
      "INSERT INTO meta VALUES(?1, ?2) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
      [.text(key), .text(seal)])
  }

  /// The version and an FNV-1a digest over kind, name and text of everything in the schema.
  private static func text(_ connection: Connection) throws(SQLiteError) -> String {
    let parts = try connection.rows(
      "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name"
    ) { (row) throws(SQLiteError) in (0..<4).map { (row.text($0) ?? "") + "\0" }.joined() }
    var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    for part in parts {
      for byte in part.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
    return "\(try Migrations.version(of: connection)) \(String(digest, radix: 16))"
  }
}
