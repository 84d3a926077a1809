import Testing

@testable import JobStore

@Suite struct SchemaSealTests {
  @Test func `A file that was just made contradicts nothing`() throws {
    let store = try StoreFolder()
    #expect(try SchemaSeal.finding(Connection(path: store.path, .readWrite)) == nil)
    let queue = try store.queue()
    #expect(try SchemaSeal.finding(queue.connection) == nil)
  }

  @Test func `A changed version, index or table is found`() throws {
    for (change, finding) in [
      ("PRAGMA user_version=99", "the tables are not those that were made"),
      ("PRAGMA user_version=0", "the tables have no version"),
      ("DROP INDEX job_window", "the tables are not those that were made"),
      ("ALTER TABLE control ADD COLUMN x INTEGER", "the tables are not those that were made"),
      ("ALTER TABLE meta RENAME TO mete", "tables are missing"),
    ] {
      let store = try StoreFolder()
      let connection = try store.queue().connection
      try connection.execute(change)
      #expect(try SchemaSeal.finding(connection) == finding, "\(change)")
    }
  }
}
