import JSON
import Testing

@testable import JobRunner

@Suite("HookProcess")
struct HookProcessTests {
  private func run(_ script: String, _ input: JSONValue = [:], seconds: Double = 10)
    -> HookProcess.Outcome
  {
    HookProcess(
      name: "on_done", command: ["/bin/sh", "-c", script], input: input, seconds: seconds
    ).run()
  }

  @Test("it reads one line of JSON in a clean environment")
  func environment() {
    let script = """
      read -r line; test "$line" = '{"a":1}' || exit 1
      test "$(env | grep -cE '^(HOME|USER|NOTIFY_SOCKET|TMPDIR|NIGHTLOOM_DATA)=')" = 0 || exit 2
      test "$NIGHTLOOM_HOOK" = on_done || exit 3
      """
    let outcome = run(script, ["a": 1])
    #expect(outcome.isGood, "\(outcome)")
    #expect(outcome.sentence.hasPrefix("on_done ended with 0 after 0."))
  }

  @Test("its time is limited, also when it closes its streams or goes on writing")
  func time() {
    for script in ["sleep 60", "exec >/dev/null 2>&1; sleep 60", "exec yes"] {
      #expect(
        run(script, seconds: 1)
          == HookProcess.Outcome(isGood: false, sentence: "on_done was killed after 1 s"))
    }
  }

  @Test("a signal and a long complaint are told in short")
  func complaint() {
    #expect(run("kill -9 $$").sentence.hasPrefix("on_done ended with 137 after 0."))
    let long = run("head -c 100000 /dev/zero | tr '\\0' x >&2; exit 1")
    #expect(long.sentence.hasSuffix(": " + String(repeating: "x", count: 200)))
  }
}
