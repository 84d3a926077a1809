import OperatingSystem
import TestSupport
import Testing

@Suite struct UnixSocketTests {
  @Test func `a line goes over and an answer comes back`() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/s"
    let listener = try UnixSocket.listen(path, mode: 0o660)
    #expect(try folder.handle.status(Array("s".utf8)).mode == 0o660)
    #expect(try listener.accept() == nil)
    let client = try UnixSocket.connect(path)
    try client.write(Array("pause\nrest".utf8), timeoutSeconds: 1)
    let server = try #require(try listener.accept())
    #expect(try server.readLine(limit: 10, timeoutSeconds: 1) == Array("pause".utf8))
    try server.write(Array("ok\n".utf8), timeoutSeconds: 1)
    #expect(try client.readLine(limit: 10, timeoutSeconds: 1) == Array("ok".utf8))
  }

  @Test func `long lines and silence are errors`() throws {
    let folder = try ScratchFolder()
    let listener = try UnixSocket.listen(folder.path + "/s", mode: 0o600)
    let client = try UnixSocket.connect(folder.path + "/s")
    let server = try #require(try listener.accept())
    #expect(throws: SystemCallError.self) { try server.readLine(limit: 3, timeoutSeconds: 0.05) }
    try client.write(Array("abcd\n".utf8), timeoutSeconds: 1)
    #expect(throws: SystemCallError.self) { try server.readLine(limit: 3, timeoutSeconds: 1) }
  }

  @Test func `a stale socket is replaced, another file is not`() throws {
    let folder = try ScratchFolder()
    _ = try UnixSocket.listen(folder.path + "/s", mode: 0o600)
    #expect(throws: SystemCallError.self) { try UnixSocket.connect(folder.path + "/s") }
    let again = try UnixSocket.listen(folder.path + "/s", mode: 0o600)
    again.removeName()
    try folder.handle.create(Array("f".utf8), [], mode: 0o600)
    #expect(throws: SystemCallError.self) { try UnixSocket.listen(folder.path + "/f", mode: 0o600) }
  }

  @Test func `a path that is too long is refused`() {
    let error = #expect(throws: SystemCallError.self) {
      try UnixSocket.connect("/" + String(repeating: "a", count: 107))
    }
    #expect(error?.description.hasSuffix("File name too long") == true)
  }
}
