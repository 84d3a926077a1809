import Foundation
import JSON
import Testing

/// Which sampling settings hold: those of arguments and configuration, else what was tuned.
@Suite(.enabled(if: Nightloom.isBuilt, "swift build makes .build/debug/nightloom first"))
struct TuningTests {
  private static let tuned = """
    {"schema": "nightloom.sampling/1", "temperature": 0.9, "top_p": 0.8, "temperature_step": 0.3}
    """

  /// What the manifest of one stub job says of sampling.
  private func settings(
    _ lines: String, sampling: String? = tuned, _ more: String...
  ) throws -> (numbers: [Double?], outcome: Nightloom.Outcome) {
    let spool = try RunningSpool(lines)
    if let sampling {
      try sampling.write(
        toFile: spool.beside("sampling.json"), atomically: false, encoding: .utf8)
    }
    try spool.drop(["fox"])
    let outcome = try Nightloom.run(
      ["once", "--stub-model", "--quiet", "--spool", spool.path, "--config", spool.configuration]
        + more)
    let outbox = spool.path + "/outbox"
    let folder = (try? FileManager.default.contentsOfDirectory(atPath: outbox))?.first
    let bytes = FileManager.default.contents(atPath: "\(outbox)/\(folder ?? "")/manifest.json")
    let settings = try bytes.map { try JSONValue.parse(Array($0)) }?["settings"]
    return (["temperature", "top_p", "temperature_step"].map { settings?[$0]?.double }, outcome)
  }

  @Test func `What was tuned is used, unless the configuration says a number`() throws {
    #expect(try settings("").numbers == [0.9, 0.8, 0.3])
    #expect(try settings("top_p = 0.5").numbers == [0.9, 0.5, 0.3])
    #expect(try settings("", sampling: nil).numbers == [0.7, 0.95, 0.15])
  }

  @Test func `fixed means the built-in settings and those of the configuration`() throws {
    #expect(try settings("temperature = 0.4", "--fixed").numbers == [0.4, 0.95, 0.15])
  }

  @Test func `A damaged file is an error that says what to do`() throws {
    let result = try settings("", sampling: "{}").outcome
    #expect(result.status == 78)
    #expect(
      result.errors.hasSuffix(
        "/sampling.json: it is not of the schema nightloom.sampling/1\n"
          + "hint: make it anew with 'nightloom tune', or remove it\n"))
  }

  @Test func `tune needs a set`() throws {
    let result = try Nightloom.run("tune", "--pulls", "-1")
    #expect(result.status == 64)
    #expect(result.errors.hasPrefix("nightloom: error: option --set is missing\n"))
  }
}
