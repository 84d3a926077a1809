import Configuration
import OperatingSystem
import TestSupport
import Testing

@Suite struct ConfigurationFileTests {
  private func parse(_ text: String) throws(ConfigurationError) -> ConfigurationFile {
    try ConfigurationFile.parse(text, path: "/etc/nightloom/nightloom.conf")
  }

  private func complaint(_ text: String) -> String {
    do {
      _ = try parse(text)
      return ""
    } catch {
      return error.description
    }
  }

  @Test func `an empty file means the defaults`() throws {
    let file = try parse("")
    #expect(file[Directives.answers] == 8)
    #expect(file[Directives.retryBelow] == 0.6)
    #expect(file[Directives.minFree] == 1 << 30)
    #expect(file[Directives.settle] == 2)
    #expect(!file[Directives.settleStrict])
    #expect(file[Directives.window] == "any")
    #expect(file[Directives.policy] == "block" && file[Directives.safeNodes] == [])
    #expect(file[Directives.paidServices] == "named")
    #expect(!file.sets(Directives.answers))
  }

  @Test func `values are read with comments, blanks and Windows line ends around them`() throws {
    let file = try parse(
      "# hours\r\n  answers=4  \r\n\n\twindow = 22:00-06:00\nmin_free = 20MiB\ntime_budget = 1.5 h")
    #expect(file[Directives.answers] == 4)
    #expect(file[Directives.window] == "22:00-06:00")
    #expect(file[Directives.minFree] == 20 << 20)
    #expect(file[Directives.timeBudget] == 5400)
    #expect(file.sets(Directives.answers))
  }

  @Test func `what may be tuned is a number or left to tuning`() throws {
    let file = try parse("temperature = 0.5\ntop_p = tuned")
    #expect(file[Directives.temperature] == 0.5)
    #expect(file[Directives.topP] == nil && file[Directives.temperatureStep] == nil)
    #expect(file[Directives.sampling] == "/etc/nightloom/sampling.json")
  }

  @Test func `class types are parted by blanks and may hold some`() throws {
    let file = try parse("policy = flag\nsafe_nodes = EvalFloats \"Load Image (mtb)\"")
    #expect(file[Directives.policy] == "flag")
    #expect(file[Directives.safeNodes] == ["EvalFloats", "Load Image (mtb)"])
    #expect(complaint("policy = refuse").contains("one of: block, flag"))
    #expect(complaint("safe_nodes = \"EvalFloats").contains("words parted by blanks"))
  }

  @Test func `relative paths are relative to the file`() throws {
    let file = try parse("spool = /srv/spool\nmodel = tiny.gguf")
    #expect(file[Directives.spool] == "/srv/spool")
    #expect(file[Directives.model] == "/etc/nightloom/tiny.gguf")
    #expect(try ConfigurationFile.parse("", path: "a.conf")[Directives.catalog] == "./Catalog")
    #expect(ConfigurationFile(folder: "/x")[Directives.catalog] == "/x/Catalog")
  }

  @Test(arguments: [
    ("asnwers = 4", "unknown directive 'asnwers'; did you mean 'answers'?"),
    ("colour = red", "unknown directive 'colour'"),
    ("answers", "expected 'key = value', found 'answers'"),
    ("answers = many", "'answers' needs a whole number from 1 to 64, not 'many'"),
    ("answers = 0", "'answers' needs a whole number from 1 to 64, not '0'"),
    ("retry_below = 2", "'retry_below' needs a number from 0.0 to 1.0, not '2'"),
    ("retry_below = nan", "'retry_below' needs a number from 0.0 to 1.0, not 'nan'"),
    ("min_free = 1 GB", "'min_free' needs a size such as 512 KiB, 20 MiB or 1 GiB, not '1 GB'"),
    (
      "min_free = 99999999999 GiB",
      "'min_free' needs a size such as 512 KiB, 20 MiB or 1 GiB, not '99999999999 GiB'"
    ),
    ("settle = 2", "'settle' needs a time such as 500 ms, 2 s, 10 min or 1 h, not '2'"),
    (
      "window = 25:00-06:00",
      "'window' needs 'any' or two times such as 22:00-06:00, not '25:00-06:00'"
    ),
    ("dedupe = no", "'dedupe' needs one of: name, content, off, not 'no'"),
    (
      "temperature = hot", "'temperature' needs a number from 0.0 to 2.0, or 'tuned', not 'hot'"
    ),
    ("top_p = 0", "'top_p' needs a number from 0.01 to 1.0, or 'tuned', not '0'"),
    ("settle_strict = 1", "'settle_strict' needs yes or no, not '1'"),
    ("model =", "'model' needs a path, not ''"),
  ])
  func `a wrong line is explained`(line: String, sentence: String) {
    #expect(complaint("\n" + line) == "/etc/nightloom/nightloom.conf:2: " + sentence)
  }

  @Test func `a place of its own may be left out, and a socket may be off`() throws {
    let nothing = try ConfigurationFile.parse("state =\ncontrol_socket =\n", path: "/etc/n.conf")
    #expect(nothing[Directives.state] == "" && nothing[Directives.controlSocket] == "")
    let file = try ConfigurationFile.parse(
      "state = queue\ncontrol_socket = off\n", path: "/etc/n.conf")
    #expect(file[Directives.state] == "/etc/queue" && file[Directives.controlSocket] == "off")
  }

  @Test(arguments: [
    ("", []), ("/bin/true", ["/bin/true"]), ("/a  b\tc", ["/a", "b", "c"]),
    ("/a \"b c\" \"\" d\"e f\"g", ["/a", "b c", "", "de fg"]),
    ("/a $HOME * 'b c'", ["/a", "$HOME", "*", "'b", "c'"]),
  ])
  func `a command is words, and no sign in it is special but the quote`(
    text: String, words: [String]
  ) throws {
    #expect(try ConfigurationFile.parse("on_done = \(text)", path: "n")[Directives.onDone] == words)
  }

  @Test(arguments: ["true", "./a", "/a \"b"])
  func `a command needs an absolute path and closed quotes`(text: String) {
    let problem =
      "'on_done' needs a program with its absolute path, then its arguments, or nothing, not"
      + " '\(text)'"
    #expect(Directives.onDone.problem(text) == problem)
  }

  @Test func `all wrong lines are reported together`() {
    #expect(
      complaint("answers = 4\nfoo\nanswers = 5") == """
        /etc/nightloom/nightloom.conf:2: expected 'key = value', found 'foo'
        /etc/nightloom/nightloom.conf:3: 'answers' is already set in line 1
        """)
  }

  @Test func `a flag replaces one value and is checked alike`() throws {
    let file = try parse("answers = 4")
    #expect(try file.setting("answers", to: "9")[Directives.answers] == 9)
    let error = #expect(throws: ConfigurationError.self) { try file.setting("keep", to: "x") }
    #expect(
      error?.description.hasSuffix("'keep' needs a whole number from 1 to 64, not 'x'") == true)
  }

  @Test func `a file that cannot be read is an error with path and reason`() {
    let error = #expect(throws: ConfigurationError.self) {
      try ConfigurationFile.read("/nowhere/c")
    }
    #expect(
      error?.description == "cannot read the configuration /nowhere/c: "
        + "open /nowhere/c: No such file or directory")
  }

  @Test func `no text makes the parser trap`() throws {
    let pieces = ["answers", "=", " ", "\n", "#", "8", "é", "\u{0}", "\t", "=="]
    try forAll {
      generator in
      (0..<12).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
    } law: {
      _ = try? parse($0)
    }
  }
}
