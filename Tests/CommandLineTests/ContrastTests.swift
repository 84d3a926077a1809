import Testing

@Suite(.enabled(if: Nightloom.isBuilt, "swift build makes .build/debug/nightloom first"))
struct ContrastTests {
  private static let report = """
    {"systems": [
      {"name": "free-running", "samples": {"ids": ["a", "b"], "fv": [0, 1]}},
      {"name": "masked", "samples": {"ids": ["a", "b"], "fv": [1, 1]}}]}
    """

  @Test func `Systems of reports stand side by side`() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write(Self.report, to: "report.json")
    let result = try Nightloom.run("contrast", "free=\(path)", "held=\(path)#masked")
    #expect(result.status == 0 && result.errors == "")
    #expect(
      result.output == """
        2 samples                    FV
        free       0.500 [0.000, 1.000]
        held       1.000 [1.000, 1.000]

        gain over free, in pairs                    FV
        held                      0.500 [0.000, 1.000]

        """)
  }

  @Test func `What cannot be compared is said`() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write(Self.report, to: "report.json")
    let other = try scratch.write(
      "{\"systems\": [{\"samples\": {\"ids\": [\"c\"]}}]}", to: "other.json")
    for (arguments, status, sentence) in [
      (["a=\(path)"], 64, "two reports or more are needed, each as NAME=REPORT"),
      (["a", "b"], 64, "'a' is not of the form NAME=REPORT"),
      (["a=\(path)", "b=\(path)#c"], 65, "\(path) has no system 'c' with its samples"),
      (["a=\(path)", "b=\(other)"], 65, "the reports are not of the same samples"),
    ] {
      let result = try Nightloom.run(["contrast"] + arguments)
      #expect(result.status == status)
      #expect(result.errors.hasPrefix("nightloom: error: \(sentence)\n"), "\(result.errors)")
    }
  }
}
