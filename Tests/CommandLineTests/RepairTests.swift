import Foundation
import JSON
import TestSupport
import Testing

@Suite(.enabled(if: Nightloom.isBuilt, "swift build makes .build/debug/nightloom first"))
struct RepairTests {
  private static let broken = Fixture.textToImage.replacing(
    "\"steps\": 25", with: "\"steps\": 0")

  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  @Test func `A broken prompt is mended, each change said on standard error`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let input = try folder.write(Self.broken, to: "in.json")
    let output = folder.path("out.json")
    let call = try Nightloom.run("repair", input, output)
    #expect(call.status == 0)
    #expect(call.output == "")
    #expect(
      call.errors == """
        KSampler (node 3), steps: 0 -> 1: it is the lowest value allowed
        1 change; was rejected, is accepted

        """)
    var expected = try Fixture.byID(Fixture.textToImage)
    expected["3"]?["inputs.steps"] = "1"
    #expect(try Fixture.byID(text(output)) == expected)
    #expect(try Nightloom.run("validate", output).status == 0)
  }

  @Test func `An accepted file is copied byte by byte`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let input = try folder.write(Fixture.textToImage, to: "in.json")
    let call = try Nightloom.run("repair", input, folder.path("out.json"))
    #expect(call.status == 0)
    #expect(call.errors == "0 changes; was accepted, is accepted\n")
    #expect(try text(folder.path("out.json")) == Fixture.textToImage)
  }

  @Test func `With --json the verdicts and changes are one object`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let input = try folder.write(Self.broken, to: "in.json")
    let call = try Nightloom.run("repair", "--json", input, folder.path("out.json"))
    #expect(call.status == 0)
    #expect(call.output.split(separator: "\n").count == 1)
    #expect(
      try JSONValue.parse(call.output) == [
        "schema": "nightloom.repair/1",
        "before": [
          "status": "rejected", "errors": 1, "error_type": "prompt_outputs_failed_validation",
          "stricter": 0,
        ],
        "after": ["status": "accepted", "errors": 0, "error_type": .null, "stricter": 0],
        "repairs": [
          [
            "kind": "value", "node": "3", "class": "KSampler", "input": "steps", "old": "0",
            "new": "1", "reason": "it is the lowest value allowed",
            "sentence": "KSampler (node 3), steps: 0 -> 1: it is the lowest value allowed",
          ]
        ],
      ])
  }

  @Test func `The form is that asked for, else that of the ending, else that of the file`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let input = try folder.write(Self.broken, to: "in.json")
    for (arguments, beginning) in [
      (["out.workflow.json"], "{\n  \"id\": "), (["out.svg"], "<svg"), (["out.code.txt"], "model_"),
      (["out.any"], "{\n  \""), (["out.any", "--to", "svg"], "<svg"),
    ] {
      let output = folder.path(arguments[0])
      let call = try Nightloom.run(["repair", input, output] + arguments.dropFirst())
      #expect(call.status == 0, "\(call.errors)")
      #expect(try text(output).contains(beginning), "\(arguments)")
    }
  }

  @Test func `What rules cannot mend is written as it is, and the answer is no`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let prompt = """
      {"1": {"class_type": "Wonder", "inputs": {}},
       "2": {"class_type": "SaveImage", "inputs": {"filename_prefix": "a", "images": ["1", 0]}}}
      """
    let input = try folder.write(prompt, to: "in.json")
    let call = try Nightloom.run("repair", input, folder.path("out.json"))
    #expect(call.status == 1)
    #expect(
      call.errors == "0 changes; was rejected, is rejected; `nightloom validate` names 1 more that "
        + "the server lets pass\n")
    #expect(try text(folder.path("out.json")) == prompt)
  }

  @Test func `A node without a class gets one, or the file is bad data`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let good = Fixture.textToImage.replacing("\"class_type\": \"KSampler\", ", with: "")
    let call = try Nightloom.run(
      "repair", try folder.write(good, to: "in.json"), folder.path("out.json"))
    #expect(call.status == 0)
    #expect(
      call.errors == """
        node 3, class nothing -> KSampler: no class has that name, and this one takes and makes the same
        1 change; was rejected, is accepted

        """)
    let bad = try folder.write("{\"1\": {\"inputs\": {\"a\": 1}}}", to: "bad.json")
    let refused = try Nightloom.run("repair", bad, folder.path("none.json"))
    #expect(refused.status == 65)
    #expect(
      refused.errors.hasPrefix(
        "nightloom: error: node \"1\" has no class_type; an API workflow needs one for every node"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("none.json")))
  }

  @Test func `The user's files are what file names are mended to, once they are known`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    try FileManager.default.copyItem(
      at: repositoryRoot.appendingPathComponent("Config"),
      to: URL(fileURLWithPath: folder.path("Config")))
    let configuration = folder.path("Config/nightloom.conf")
    let input = try folder.write(Fixture.textToImage, to: "in.json")
    let repair = ["repair", input, folder.path("out.json"), "--config", configuration]
    #expect(try Nightloom.run(repair).errors == "0 changes; was accepted, is accepted\n")
    try FileManager.default.createDirectory(
      atPath: folder.path("models/checkpoints"), withIntermediateDirectories: true)
    _ = try folder.write("", to: "models/checkpoints/dreamshaper-xl-turbo.safetensors")
    let scan = try Nightloom.run(
      "inventory", "scan", folder.path("models"), "--config", configuration)
    try #require(scan.status == 0, "\(scan.errors)")
    #expect(
      try Nightloom.run(repair).errors == """
        CheckpointLoaderSimple (node 4), ckpt_name: "DreamShaperXL_Turbo.safetensors" -> \
        "dreamshaper-xl-turbo.safetensors": it is the nearest choice
        1 change; was rejected, is accepted

        """)
    #expect(
      try Nightloom.run(repair + ["--any-file"]).errors
        == "0 changes; was accepted, is accepted\n")
  }

  @Test(arguments: [
    ([], "repair needs the file to read and the file to write"),
    (["one.json"], "repair needs the file to read and the file to write"),
    (["a", "b", "c"], "repair needs the file to read and the file to write"),
  ])
  func `Without two files the call is wrong`(arguments: [String], message: String) throws {
    let call = try Nightloom.run(["repair"] + arguments)
    #expect(call.status == 64)
    #expect(call.errors.hasPrefix("nightloom: error: \(message)\n"))
  }

  @Test func `An unknown form is a wrong call, a missing file no input`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let input = try folder.write(Fixture.textToImage, to: "in.json")
    let form = try Nightloom.run("repair", "--to", "gif", input, folder.path("out"))
    #expect(form.status == 64)
    #expect(
      form.errors.hasPrefix(
        "nightloom: error: --to wants ui, api, code, svg or png, not 'gif'\n"))
    #expect(try Nightloom.run("repair", folder.path("no"), folder.path("out")).status == 66)
  }
}
