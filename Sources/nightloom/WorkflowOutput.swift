import Canvas
import Generation
import Hashing
import JSON
import WorkflowCode
import WorkflowGraph

/// The forms a workflow can be written in.
enum WorkflowOutput: String {
  case ui, api, code, svg, png

  /// The form a file name asks for: `.svg`, `.png`, `.api.json`, `.code.txt` (or `.txt`),
  /// `.workflow.json`;
  /// `nil` when it leaves the choice.
  init?(ending path: String) {
    if path.hasSuffix(".svg") {
      self = .svg
    } else if path.hasSuffix(".png") {
      self = .png
    } else if path.hasSuffix(".txt") {
      self = .code
    } else if path.hasSuffix(".api.json") {
      self = .api
    } else if path.hasSuffix(".workflow.json") {
      self = .ui
    } else {
      return nil
    }
  }

  /// Whether the form holds the workflow as the canvas has it.
  var hasCanvas: Bool { self == .ui || self == .svg || self == .png }

  /// The bytes of a workflow in this form, laid out where the form has places.
  ///
  /// `picture` is a PNG that takes the workflow up; without it `png` draws a small one.
  func bytes(
    _ workflow: Workflow, _ catalog: NodeCatalog, picture: [UInt8]? = nil
  ) throws -> [UInt8] {
    switch self {
    case .api: return APIFormat.write(workflow, inTopologicalOrder: true).bytes(.pretty) + [0x0A]
    case .code: return Array(try Printer(ClassIdentifiers(catalog)).print(workflow).utf8)
    case .ui, .svg, .png:
      let placed = WorkflowLayout.place(workflow, catalog: catalog)
      let api = APIFormat.write(workflow, inTopologicalOrder: true)
      let key = SHA256.digest(api.bytes())
      let ui = UIFormat.write(
        placed, catalog: catalog, id: SeedDerivation.identifier(key: key, answer: 0))
      switch (self, picture) {
      case (.png, let picture?):
        return try PNGFormat.embed(EmbeddedWorkflow(ui: ui, api: api), in: picture)
      case (.png, nil): return try PNGDrawing.draw(placed, catalog: catalog, ui: ui, api: api)
      case (.svg, _):
        return Array(SVGDrawing.draw(placed, catalog: catalog, ui: ui, api: api).utf8)
      default: return ui.bytes(.pretty) + [0x0A]
      }
    }
  }
}
