import JSON
import Spool
import TestSupport
import Testing

@Suite struct ReasonFileTests {
  @Test func `the members tell reason, sentence, hint, findings and attempts`() {
    let reason = ReasonFile(
      reason: "no-valid-answer", sentence: "no answer passed", hint: "reword the prompt",
      findings: [.init(line: 3, byte: 40, severity: "warning", sentence: "odd")], attempts: 3)
    #expect(
      JSONValue.object(reason.members).text()
        == #"{"reason":"no-valid-answer","sentence":"no answer passed","hint":"reword the prompt","#
        + #""diagnostics":[{"line":3,"byte":40,"severity":"warning","sentence":"odd"}],"attempts":3}"#
    )
  }
}
