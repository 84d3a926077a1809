import Testing

@testable import JobRunner

@Suite("RunnerOutput")
struct RunnerOutputTests {
  @Test("what a line quotes cannot steer a terminal")
  func escaped() {
    let told = Told()
    let output = RunnerOutput(note: { told.add($0) }, standing: { told.add($0) })
    output.note("a\u{1B}[31mb\r\u{202E}c")
    output.standing?("x\ny")
    #expect(told.lines == ["a\\x1b[31mb\\x0d\\xe2\\x80\\xaec", "x\\x0ay"])
  }
}
