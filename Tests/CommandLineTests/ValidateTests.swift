import Foundation
import JSON
import TestSupport
import Testing

@Suite(.enabled(if: Nightloom.isBuilt, "swift build makes .build/debug/nightloom first"))
struct ValidateTests {
  private static let broken = Fixture.textToImage.replacing(
    "\"model\": [\"4\", 0], ", with: "")
  private static let outOfRange = Fixture.textToImage.replacing(
    "\"steps\": 25", with: "\"steps\": 0")

  @Test func `A good prompt is accepted`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let path = try folder.write(Fixture.textToImage, to: "good.json")
    let call = try Nightloom.run("validate", path)
    #expect(call.status == 0)
    #expect(call.output == "\(path): accepted\n")
    #expect(call.errors == "")
  }

  @Test func `A broken prompt is named with node, input and reason`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let path = try folder.write(Self.broken, to: "bad.json")
    let call = try Nightloom.run("validate", path)
    #expect(call.status == 1)
    #expect(
      call.output.contains(
        "  error: node 3, KSampler, model: Required input is missing: model\n"), "\(call.output)")
  }

  @Test func `Several files make one object each`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let good = try folder.write(Fixture.textToImage, to: "good.json")
    let bad = try folder.write(Self.outOfRange, to: "bad.json")
    let call = try Nightloom.run("validate", "--json", good, bad)
    #expect(call.status == 1)
    let lines = try call.output.split(separator: "\n").map { try JSONValue.parse(String($0)) }
    #expect(lines.map { $0["id"]?.string } == [good, bad])
    #expect(lines[0]["status"] == "accepted")
    #expect(lines[0]["error_types"] == [])
    #expect(lines[1]["status"] != "accepted")
    #expect(lines[1]["error_types"]?.array?.contains("value_smaller_than_min") == true)
  }

  @Test func `Lines are judged as by the recorded server, files included`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let unknown = Fixture.textToImage.replacing(
      "DreamShaperXL_Turbo.safetensors",
      with: "mine.safetensors")
    try #require(unknown != Fixture.textToImage)
    let line: JSONValue = ["id": "p", "prompt": try JSONValue.parse(unknown)]
    let path = try folder.write(line.text() + "\n", to: "one.jsonl")
    let strict = try Nightloom.run("validate", "--jsonl", path)
    #expect(try JSONValue.parse(strict.output)["status"] == "rejected")
    #expect(
      try JSONValue.parse(strict.output)["error_types"]
        == ["prompt_outputs_failed_validation", "value_not_in_list"])
    let free = try Nightloom.run("validate", "--jsonl", path, "--any-file")
    #expect(try JSONValue.parse(free.output)["status"] == "accepted")
    let single = try folder.write(unknown, to: "one.json")
    #expect(try Nightloom.run("validate", single).status == 0)
    #expect(try Nightloom.run("validate", "--server", single).status == 1)
  }

  @Test func `Lines of prompts give lines of verdicts, in order`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let prompts = [Fixture.textToImage, Self.broken, Self.outOfRange, "{}"]
    let lines = try prompts.enumerated().map { number, text in
      let line: JSONValue = ["id": .string("p\(number)"), "prompt": try JSONValue.parse(text)]
      return line.text()
    }
    let path = try folder.write(lines.joined(separator: "\n") + "\n", to: "many.jsonl")
    let call = try Nightloom.run("validate", "--jsonl", path)
    #expect(call.status == 1)
    let verdicts = try call.output.split(separator: "\n").map { try JSONValue.parse(String($0)) }
    #expect(verdicts.map { $0["id"]?.string } == ["p0", "p1", "p2", "p3"])
    #expect(
      verdicts.map { $0["error_types"]?.text() } == [
        "[]", "[\"prompt_outputs_failed_validation\",\"required_input_missing\"]",
        "[\"prompt_outputs_failed_validation\",\"value_smaller_than_min\"]",
        "[\"prompt_no_outputs\"]",
      ])
    let good = try folder.write(lines[0], to: "good.jsonl")
    #expect(try Nightloom.run("validate", "--jsonl", good).status == 0)
  }

  @Test func `A line that is no prompt is named`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    for text in ["{\"id\": 1}", "{", "[]"] {
      let path = try folder.write("{\"id\":\"a\",\"prompt\":{}}\n" + text, to: "bad.jsonl")
      let call = try Nightloom.run("validate", "--jsonl", path)
      #expect(call.status == 65)
      #expect(call.errors == "nightloom: error: \(path), line 2 needs `id` and `prompt`\n")
    }
  }

  /// Everything a stranger's workflow could try, beside nodes that make a picture.
  private static let hostile = Fixture.textToImage.replacing(
    "\"filename_prefix\": \"barn\"", with: "\"filename_prefix\": \"../../.bashrc\""
  ).replacing(
    "{\"4\":",
    with: """
      {"20": {"class_type": "Evaluate Strings", "inputs":
          {"python_expression": "__import__('os').system('id')", "print_to_console": "False"}},
       "21": {"class_type": "Load Image From Url (mtb)", "inputs":
          {"url": "http://169.254.169.254/latest"}},
       "22": {"class_type": "PrimitiveString", "inputs": {"value": "/etc/shadow"}}, "4":
      """)

  @Test func `With --policy a stranger's workflow is told what it reaches for`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let path = try folder.write(Self.hostile, to: "hostile.json")
    let call = try Nightloom.run("validate", "--policy", path)
    #expect(call.status == 1)
    let told = call.output.split(separator: "\n").filter { $0.hasPrefix("  policy") }
    let trust = "list the class in safe_nodes if you trust it."
    let expected = [
      "runs-code): Node 20 (Evaluate Strings) evaluates its input 'python_expression' as code; "
        + trust,
      "reaches-network): Node 21 (Load Image From Url (mtb)) reaches for the address in its input"
        + " 'url'; \(trust)",
      "network-address): The input 'url' of node 21 (Load Image From Url (mtb)) names a place in"
        + " the network.",
      "outside-folders): The input 'value' of node 22 (PrimitiveString) names a place outside"
        + " ComfyUI's folders.",
      "parent-folder): The input 'filename_prefix' of node 9 (SaveImage) leaves its folder.",
    ]
    #expect(told.map { $0.dropFirst("  policy (".count).description } == expected)
    #expect(try !Nightloom.run("validate", path).output.contains("policy"))
  }

  @Test func `The configuration says which classes are safe and what a finding does`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let path = try folder.write(Self.hostile, to: "hostile.json")
    let good = try folder.write(Fixture.textToImage, to: "good.json")
    let catalog = repositoryRoot.appendingPathComponent("Config/Catalog").path
    let settings = try folder.write(
      "catalog = \(catalog)\nsafe_nodes = \"Evaluate Strings\" \"Load Image From Url (mtb)\"\n",
      to: "c.conf")
    let call = try Nightloom.run("validate", "--policy", "--json", path, "--config", settings)
    let rules = try JSONValue.parse(call.output)["policy"]?.array?.compactMap { $0["rule"]?.string }
    #expect(rules == ["outside-folders", "parent-folder"])
    #expect(try Nightloom.run("validate", "--policy", good, "--config", settings).status == 0)
    let batch = try Nightloom.run("validate", "--policy", "--jsonl", good)
    #expect(batch.status == 64)
    #expect(
      batch.errors.hasPrefix("nightloom: error: --policy is for files, not for --jsonl\n"))
  }
}
