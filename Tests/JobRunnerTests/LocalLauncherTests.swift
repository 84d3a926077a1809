import JobRunner
import Testing

@Suite("LocalLauncher")
struct LocalLauncherTests {
  @Test("every chunk runs once, and one that fails says its last words", arguments: [1, 3])
  func ends(parallel: Int) {
    let ends = LocalLauncher.run(chunks: 4, parallel: parallel) { number in
      number == 2
        ? ["/bin/sh", "-c", "echo first >&2; printf 'last \\033[31m' >&2; exit 78"]
        : number == 3 ? ["/nonexistent/program"] : ["/bin/true"]
    }
    #expect(ends.map(\.chunk) == [0, 1, 2, 3])
    #expect(ends.map(\.status) == [0, 0, 78, 71])
    #expect(ends[2].words == "last \\x1b[31m")
    #expect(ends[3].words == "posix_spawn /nonexistent/program: No such file or directory")
  }
}
