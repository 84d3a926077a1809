import Foundation
import JSON
import Testing

@Suite(.enabled(if: Nightloom.isBuilt, "swift build makes .build/debug/nightloom first"))
struct ConvertTests {
  @Test func `Every form leads back to the same prompt`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let start = try folder.write(Fixture.textToImage, to: "start.json")
    try convert("api", start, folder.path("api.json"))
    let api = try String(contentsOfFile: folder.path("api.json"), encoding: .utf8)
    for form in ["ui", "code", "svg", "png"] {
      try convert(form, folder.path("api.json"), folder.path("there.\(form)"))
      try convert("api", folder.path("there.\(form)"), folder.path("back.json"))
      let back = try String(contentsOfFile: folder.path("back.json"), encoding: .utf8)
      if form == "code" {
        #expect(try Fixture.shape(back) == Fixture.shape(api))
      } else {
        #expect(try Fixture.byID(back) == Fixture.byID(api), "by way of \(form)")
      }
    }
    let call = try Nightloom.run(
      "convert", "--to", "png", "--picture", folder.path("there.png"), folder.path("api.json"),
      folder.path("put.png"))
    #expect(call.status == 0, "\(call.errors)")
    #expect(
      try Data(contentsOf: URL(filePath: folder.path("put.png")))
        == Data(contentsOf: URL(filePath: folder.path("there.png"))))
    try convert("ui", folder.path("there.ui"), folder.path("again.ui"))
    let drawn = try ["there.ui", "again.ui"].map { name in
      try String(contentsOfFile: folder.path(name), encoding: .utf8)
        .split(separator: "\n").filter { !$0.hasPrefix("  \"id\": ") }
    }
    #expect(drawn[0] == drawn[1], "the layout depends on the graph alone")
  }

  private func convert(_ form: String, _ input: String, _ output: String) throws {
    let call = try Nightloom.run("convert", "--to", form, input, output)
    #expect(call.status == 0, "\(call.errors)")
    #expect(call.output == "" && call.errors == "")
  }

  @Test func `What the canvas cannot hold is named`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let input = try folder.write(
      #"{"3": {"class_type": "PreviewAny", "inputs": {"source": "text", "what": null}}}"#,
      to: "start.json")
    let sentence =
      "note: node 3 (PreviewAny): the value of source has no widget on the canvas "
      + "and was left out\n"
    for (form, errors) in [("ui", sentence), ("api", "")] {
      let call = try Nightloom.run("convert", "--to", form, input, folder.path("out"))
      #expect(call.status == 0)
      #expect(call.errors == errors)
    }
  }

  @Test func `Another form is a wrong call, a broken file bad data`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let input = try folder.write(Fixture.textToImage, to: "start.json")
    let output = folder.path("out")
    let wrong = try Nightloom.run("convert", "--to", "gif", input, output)
    #expect(wrong.status == 64)
    #expect(
      wrong.errors.hasPrefix(
        "nightloom: error: --to wants ui, api, code, svg or png, not 'gif'\n"))
    let misplaced = try Nightloom.run("convert", "--to", "ui", "--picture", input, input, output)
    #expect(misplaced.status == 64)
    #expect(misplaced.errors.hasPrefix("nightloom: error: --picture goes with --to png\n"))
    let torn = try Nightloom.run("convert", "--to", "png", "--picture", input, input, output)
    #expect(torn.status == 65)
    #expect(
      torn.errors.hasPrefix(
        "nightloom: error: the picture is no whole PNG: it does not begin like one; "
          + "save it again\n"))
    for text in ["{", "{}x", "no = code(", ""] {
      let broken = try folder.write(text, to: "broken.json")
      let call = try Nightloom.run("convert", "--to", "ui", broken, output)
      #expect(call.status == 65, "\(text): \(call.errors)")
      #expect(call.errors.hasPrefix("nightloom: error: "))
    }
    #expect(!FileManager.default.fileExists(atPath: output))
  }
}
