import Testing

@testable import JobRunner

@Suite("LockTable")
struct LockTableTests {
  @Test("only read locks of the file are listed, each process once")
  func table() {
    let table = """
      1: POSIX  ADVISORY  READ 4711 fd:01:1234 123 123
      2: POSIX  ADVISORY  READ 4711 fd:01:1234 124 124
      3: POSIX  ADVISORY  WRITE 9 fd:01:1234 120 120
      4: FLOCK  ADVISORY  WRITE 8 fd:01:12345 0 EOF
      5: POSIX  ADVISORY  READ 12 fd:01:1234 128 128
      5: -> POSIX  ADVISORY  READ 13 fd:01:1234 128 128
      """
    #expect(LockTable.readers(of: 1234, in: table) == [12, 4711])
    #expect(LockTable.readers(of: 1, in: table) == [])
    #expect(LockTable.readers(of: "/nonexistent/file") == [])
  }
}
