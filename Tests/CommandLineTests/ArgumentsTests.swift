import Testing

@Suite(.enabled(if: Nightloom.isBuilt, "swift build makes .build/debug/nightloom first"))
struct ArgumentsTests {
  private func expectUsage(
    _ arguments: [String], _ message: String, hint: String,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let call = try Nightloom.run(arguments)
    #expect(call.status == 64, sourceLocation: location)
    #expect(call.output == "", sourceLocation: location)
    #expect(
      call.errors == "nightloom: error: \(message)\nhint: \(hint)\n", sourceLocation: location)
  }

  @Test func `An unknown subcommand is answered with the nearest one`() throws {
    let hint = "nightloom --help lists the subcommands"
    try expectUsage(
      ["generat"], "unknown subcommand 'generat'; did you mean generate?", hint: hint)
    try expectUsage(["zzzzzz"], "unknown subcommand 'zzzzzz'", hint: hint)
  }

  @Test func `An unknown option is answered with the nearest one`() throws {
    let hint = "nightloom validate --help shows the options"
    try expectUsage(
      ["validate", "--jsonn", "x"], "unknown option --jsonn; did you mean --jsonl?", hint: hint)
    try expectUsage(["validate", "--qqqqqqqq"], "unknown option --qqqqqqqq", hint: hint)
  }

  @Test func `An option without its value says what is wanted`() throws {
    try expectUsage(
      ["generate", "--prompt"], "option --prompt needs <text>",
      hint: "nightloom generate --help shows the options")
  }

  @Test func `Missing words are named`() throws {
    try expectUsage(
      ["generate", "--out", "x"], "--prompt or --prompts is missing",
      hint: "nightloom generate --help shows the options")
    try expectUsage(
      ["validate"], "name the files to validate, or --jsonl FILE",
      hint: "nightloom validate --help shows the options")
    try expectUsage(
      ["convert", "a"], "convert needs the file to read and the file to write",
      hint: "nightloom convert --help shows the options")
    try expectUsage(
      ["train", "dog"], "train what? tokenizer, sft, grpo, export or plot, not 'dog'",
      hint: "nightloom train --help shows the options")
  }

  @Test func `Numbers out of range are refused, not obeyed`() throws {
    try expectUsage(
      ["synthesize", "--curated", "/dev/null", "--out", "/dev/null", "--seed=-1"],
      "--seed wants a whole number of at least 0, not '-1'",
      hint: "nightloom synthesize --help shows the options")
  }

  @Test(arguments: [
    ["validate", "/nonexistent/a.json"], ["validate", "--jsonl", "/nonexistent/a.json"],
    ["convert", "--to", "api", "/nonexistent/a.json", "/dev/null"],
    ["synthesize", "--curated", "/nonexistent/a.json", "--out", "/dev/null"],
    ["curate", "--workflows", "/nonexistent/a.json"],
    ["train", "tokenizer", "--samples", "/nonexistent/a.json"],
    ["generate", "--prompts", "/nonexistent/a.json", "--out", "/dev/null"],
  ])
  func `A missing input file is exit 66 and named`(arguments: [String]) throws {
    let call = try Nightloom.run(arguments)
    #expect(call.status == 66)
    #expect(
      call.errors
        == "nightloom: error: open /nonexistent/a.json: No such file or directory\n"
        + "hint: check the name of the file\n")
  }

  @Test func `A missing installation is exit 78`() throws {
    let call = try Nightloom.run("validate", "--config", "/nonexistent/x.conf", "a.json")
    #expect(call.status == 78)
    #expect(
      call.errors
        == "nightloom: error: cannot read the configuration /nonexistent/x.conf:"
        + " open /nonexistent/x.conf: No such file or directory\n")
  }
}
