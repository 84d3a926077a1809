import JSON
import Testing

@testable import JobRunner

@Suite("CheckFinding")
struct CheckFindingTests {
  @Test("an argument is shown so that a shell reads it back")
  func quoting() {
    let texts = ["/a/b-c.txt", "a b", "it's", "", "$(x)", "-n"].map(CheckFinding.quoted)
    #expect(texts == ["/a/b-c.txt", "'a b'", "'it'\\''s'", "''", "'$(x)'", "-n"])
  }

  @Test("a line as an object names its repair, or null")
  func object() {
    let finding = CheckFinding("space", .problem, "full", repair: "rm x")
    #expect(
      finding.json.text()
        == #"{"check":"space","level":"problem","sentence":"full","repair":"rm x"}"#)
    #expect(CheckFinding("a", .good, "b").json["repair"] == .null)
  }
}
