import Canvas
import Generation
import Hashing
import JSON
import WorkflowCode
import WorkflowGraph

/// The forms a workflow can be written in.
enum WorkflowOutput: String {
  case ui, api, code, svg

  /// The form a file name asks for: `.svg`, `.api.json`, `.code.txt` (or `.txt`), `.workflow.json`;
  /// `nil` when it leaves the choice.
  init?(ending path: String) {
    if path.hasSuffix(".svg") {
      self = .svg
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

  /// The bytes of a workflow in this form, laid out where the form has places.
  func bytes(_ workflow: Workflow, _ catalog: NodeCatalog) throws -> [UInt8] {
    switch self {
    case .api: return APIFormat.write(workflow, inTopologicalOrder: true).bytes(.pretty) + [0x0A]
    case .code: return Array(try Printer(ClassIdentifiers(catalog)).print(workflow).utf8)
    case .ui, .svg:
      let placed = WorkflowLayout.place(workflow, catalog: catalog)
      let api = APIFormat.write(workflow, inTopologicalOrder: true)
      let key = SHA256.digest(api.bytes())
      let ui = UIFormat.write(
        placed, catalog: catalog, id: SeedDerivation.identifier(key: key, answer: 0))
      if self == .ui { return ui.bytes(.pretty) + [0x0A] }
      return Array(SVGDrawing.draw(placed, catalog: catalog, ui: ui, api: api).utf8)
    }
  }
}
