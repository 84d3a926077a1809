import OperatingSystem
import TestSupport
import Testing

@Suite struct ChildProcessTests {
  @Test func `what goes in comes out, also when it is more than a pipe holds`() throws {
    let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let packed = try ChildProcess.run(["gzip", "-c"], input: bytes)
    let unpacked = try ChildProcess.run(["gzip", "-dc"], input: packed.output)
    #expect(unpacked.status == 0)
    #expect(unpacked.output == bytes)
  }

  @Test func `arguments are passed as they are`() throws {
    let outcome = try ChildProcess.run(["printf", "%s|", "a b", "$HOME", "*", "'"])
    #expect(outcome.output == Array("a b|$HOME|*|'|".utf8))
  }

  @Test func `status and error text are kept apart from the output`() throws {
    let outcome = try ChildProcess.run(["sh", "-c", "echo out; echo err >&2; exit 7"])
    #expect(outcome.status == 7)
    #expect(outcome.output == Array("out\n".utf8))
    #expect(outcome.errors == Array("err\n".utf8))
  }

  @Test func `a program that does not read its input is no harm`() throws {
    let outcome = try ChildProcess.run(
      ["sh", "-c", "exit 3"], input: [UInt8](repeating: 0, count: 1_000_000))
    #expect(outcome.status == 3)
  }

  @Test func `the environment can be rebuilt from a list`() throws {
    let outcome = try ChildProcess.run(["/usr/bin/env"], environment: ["A=1", "B=x y"])
    #expect(outcome.output == Array("A=1\nB=x y\n".utf8))
  }

  @Test func `a program that takes too long is killed`() throws {
    let outcome = try ChildProcess.run(["sleep", "60"], timeoutSeconds: 0.1)
    #expect(outcome.isTimedOut)
    #expect(outcome.status == 128 + 9)
  }

  @Test func `an unknown program is an error`() {
    let error = #expect(throws: SystemCallError.self) { try ChildProcess.run(["no-such-tool"]) }
    #expect(error?.description == "posix_spawn no-such-tool: No such file or directory")
    #expect(throws: SystemCallError.self) { try ChildProcess.run([]) }
    #expect(throws: SystemCallError.self) { try ChildProcess.run(["echo", "a\0b"]) }
  }
}
