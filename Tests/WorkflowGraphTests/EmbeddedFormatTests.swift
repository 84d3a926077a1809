import JSON
import TestSupport
import Testing
import WorkflowGraph

@Suite struct EmbeddedFormatTests {
  private let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  private func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let length = (0..<4).map { UInt8(truncatingIfNeeded: data.count >> (24 - 8 * $0)) }
    return length + Array(type.utf8) + data + [0, 0, 0, 0]
  }

  private func text(_ key: String, _ value: String) -> [UInt8] {
    Array(key.utf8) + [0] + Array(value.utf8)
  }

  @Test func plainAndInternationalTextsOfAPNGAreRead() throws {
    let international = Array("prompt".utf8) + [0, 0, 0] + Array("en".utf8) + [0, 0]
    let bytes =
      signature + chunk("IHDR", [1, 2, 3]) + chunk("tEXt", text("workflow", #"{"nodes":[]}"#))
      + chunk("iTXt", international + Array(#"{"é":NaN}"#.utf8)) + chunk("IEND", [])
    let found = try EmbeddedFormat.read(bytes)
    #expect(found.ui == ["nodes": []])
    #expect(found.api == ["é": nil])
    #expect(found.preferred == found.ui)
  }

  @Test func compressedTextsAreNotRead() {
    let data = Array("prompt".utf8) + [0, 1, 0, 0, 0] + Array("{}".utf8)
    #expect(throws: WorkflowFormatError.nothingEmbedded(format: "PNG")) {
      try EmbeddedFormat.read(signature + chunk("iTXt", data))
    }
  }

  @Test func theMetadataOfAnSVGIsRead() throws {
    let svg = """
      <?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><metadata><![CDATA[
      {"workflow": {"nodes": []}, "prompt": {"1": "\\u003e"}}]]></metadata><rect/></svg>
      """
    let found = try EmbeddedFormat.read(Array(svg.utf8))
    #expect(found == EmbeddedWorkflow(ui: ["nodes": []], api: ["1": ">"]))
  }

  @Test func whatHoldsNoWorkflowIsRefusedWithASentence() {
    func refusal(_ bytes: [UInt8]) -> String {
      do throws(WorkflowFormatError) {
        return "read as \(try EmbeddedFormat.read(bytes))"
      } catch {
        return error.description
      }
    }
    #expect(
      refusal(signature + chunk("IEND", []))
        == "the PNG holds no workflow; use a picture saved by ComfyUI or the JSON file itself")
    #expect(
      refusal(Array("<svg><metadata>x</metadata></svg>".utf8))
        == "the SVG holds no workflow; use a picture saved by ComfyUI or the JSON file itself")
    #expect(
      refusal(signature + chunk("tEXt", text("workflow", "{")))
        == "the workflow inside the PNG is damaged: not JSON: expected a key in quotes at byte 1; "
        + "use the JSON file itself")
    #expect(
      refusal(Array("GIF89a".utf8))
        == "not a ComfyUI workflow: the file is not a PNG or SVG picture; "
        + "export the file from ComfyUI again")
  }

  @Test func tornPicturesNeverTrap() {
    let whole = signature + chunk("tEXt", text("workflow", "{}")) + chunk("IEND", [])
    for count in 0...whole.count { _ = try? EmbeddedFormat.read(Array(whole.prefix(count))) }
    _ = try? EmbeddedFormat.read(signature + [0xFF, 0xFF, 0xFF, 0xFF] + Array("tEXt".utf8))
  }
}
