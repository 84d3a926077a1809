import Foundation
import JSON
import Testing

@Suite(.enabled(if: Nightloom.isBuilt, "swift build makes .build/debug/nightloom first"))
struct LayoutTests {
  @Test func `A prompt is written in UI format and measured, its meaning untouched`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let input = try folder.write(Fixture.textToImage, to: "start.json")
    let call = try Nightloom.run("layout", "--json", input, folder.path("ui.json"))
    #expect(call.status == 0 && call.errors == "", "\(call.errors)")
    let measured = try JSONValue.parse(call.output)
    #expect(
      measured.object?.keys == ["nodes", "crossings", "linkLength", "width", "height"])
    #expect(measured["nodes"]?.int == 7)
    #expect((measured["linkLength"]?.double ?? 0) > 0)
    for (name, source) in [("there.json", input), ("back.json", folder.path("ui.json"))] {
      let converted = try Nightloom.run(
        "convert", "--to", "api", source, folder.path(name))
      #expect(converted.status == 0, "\(converted.errors)")
    }
    let texts = try ["there.json", "back.json"].map {
      try String(contentsOfFile: folder.path($0), encoding: .utf8)
    }
    #expect(try Fixture.byID(texts[0]) == Fixture.byID(texts[1]))
  }

  @Test func `Without a place to write the call is wrong`() throws {
    let call = try Nightloom.run("layout", "only-one.json")
    #expect(call.status == 64)
    #expect(call.errors.hasPrefix("nightloom: error: layout needs the file to read and"))
  }
}
