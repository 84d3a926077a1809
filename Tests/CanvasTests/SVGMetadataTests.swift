import Canvas
import JSON
import Testing
import WorkflowGraph

@Suite("Workflow inside the picture")
struct SVGMetadataTests {
  @Test("The element has no attribute, is ASCII, and holds no > that could end it")
  func element() {
    let ui: JSONValue = ["title": "]]> <b> ü \u{7F}\u{FFFE}"]
    let element = SVGMetadata.element(ui: ui, api: [:])
    #expect(
      element
        == #"<metadata><![CDATA[{"workflow":{"title":"]]\u003e <b\u003e \u00fc \u007f\ufffe"},"#
        + #""prompt":{}}]]></metadata>"#)
  }

  @Test("Both formats are read back from a picture with hostile text")
  func recovered() throws {
    let ui: JSONValue = ["nodes": [], "x": "]]></metadata><script>"]
    let api: JSONValue = ["1": ["class_type": "A", "inputs": ["t": "]]>\u{1}🎨"]]]
    let svg = "<svg>\(SVGMetadata.element(ui: ui, api: api))</svg>"
    let found = try EmbeddedFormat.read(Array(svg.utf8))
    #expect(found.ui == ui)
    #expect(found.api == api)
  }
}
