import Canvas
import Foundation
import FoundationXML
import JSON
import TestSupport
import Testing
import WorkflowGraph

@Suite("Pictures of workflows")
struct SVGDrawingTests {
  static func isWellFormed(_ svg: String) -> Bool { XMLParser(data: Data(svg.utf8)).parse() }

  private func picture(_ workflow: Workflow, note: String? = nil) -> String {
    let catalog = CanvasFixtures.catalog
    let completed = UIFormat.completed(workflow, catalog: catalog)
    let placed = WorkflowLayout.place(completed, catalog: catalog, note: note)
    let ui = UIFormat.write(placed, catalog: catalog, id: "x")
    return SVGDrawing.draw(placed, catalog: catalog, ui: ui, api: APIFormat.write(completed))
  }

  @Test("Hostile titles, names, values and notes leave the picture well-formed")
  func hostile() throws {
    let texts = [
      "]]>", "<script>alert(1)</script>", "\u{0}\u{1B}\u{FFFE}", "&amp;\"'", "\u{202E}", "--><!--",
      "\"/><x onload='", "🎨\u{301}", String(repeating: "long ", count: 500),
    ]
    try forAll(
      seed: 2, count: 60,
      { generator -> Workflow in
        var workflow = CanvasFixtures.workflow(&generator, maximum: 8, mayLoop: true)
        for place in workflow.nodes.indices {
          workflow.nodes[place].title = texts.randomElement(using: &generator)
          let text = texts.randomElement(using: &generator) ?? ""
          workflow.nodes[place]["text"] = .literal(.string(text))
          workflow.nodes[place][text] = .literal(.string(text))
        }
        return workflow
      },
      law: { workflow in
        let svg = picture(workflow, note: texts.joined(separator: "\n"))
        guard Self.isWellFormed(svg) else { throw Broken("not well-formed") }
        let found = try EmbeddedFormat.read(Array(svg.utf8))
        let back = try UIFormat.read(
          found.ui ?? .null, catalog: CanvasFixtures.catalog
        ).workflow
        guard back.nodes.count == workflow.nodes.count else { throw Broken("nodes lost") }
      })
  }

  @Test("The picture stands alone and shows titles, names, values and groups")
  func contents() throws {
    let catalog = try CanvasFixtures.coreCatalog()
    let placed = WorkflowLayout.place(CanvasFixtures.sdxl, catalog: catalog, note: "# Plan")
    let svg = SVGDrawing.draw(placed, catalog: catalog)
    for text in [
      ">Load models<", ">CLIP Text Encode (Positive Prompt)<", ">sampler_name<", ">dpmpp_2m<",
      ">Plan<", ">LATENT<", ">watercolor_xl.safetensors<", ">control after generate<",
    ] {
      #expect(svg.contains(text), "\(text)")
    }
    for outward in ["href", "<script", "url(", "@import", "<style"] {
      #expect(!svg.contains(outward))
    }
    #expect(svg == SVGDrawing.draw(placed, catalog: catalog))
    #expect(Self.isWellFormed(svg))
  }

  @Test("An empty workflow gives a well-formed, empty picture")
  func empty() {
    #expect(Self.isWellFormed(picture(Workflow())))
  }
}
