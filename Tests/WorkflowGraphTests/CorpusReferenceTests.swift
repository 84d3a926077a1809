import Foundation
import JSON
import TestSupport
import Testing

@testable import WorkflowGraph

/// Real workflows below NIGHTLOOM_DATA, read once.
enum Corpus {
  static let extended = try? ObjectInfoFormat.read(
    JSONValue.parse([UInt8](DataFolder.read("object_info/extended.json.gz"))))

  static let catalog: NodeCatalog? = {
    guard let extended,
      let json = try? JSONValue.parse([UInt8](DataFolder.read("object_info/observed.json.gz")))
    else { return nil }
    return NodeCatalog(extended.definitions + ObjectInfoFormat.readObserved(json).definitions)
  }()

  /// Calls `body` with each row of the training file, or with every `stride`-th.
  static func forEachRow(stride: Int = 1, _ body: (JSONValue) throws -> Void) throws {
    let data = try DataFolder.read("workflows/train.jsonl.gz")
    for (number, line) in data.split(separator: 0x0A).enumerated() where number % stride == 0 {
      try body(JSONValue.parse([UInt8](line), readsNonFinite: true))
    }
  }

  /// Class types and links by class type, as sorted lines.
  static func shape(_ workflow: Workflow) -> [String] {
    let places = workflow.places
    let nodes = workflow.nodes.map { "node \($0.classType)" }
    let links = workflow.links.compactMap { link -> String? in
      guard let source = places[link.source], let target = places[link.target] else { return nil }
      let types = (workflow.nodes[source].classType, workflow.nodes[target].classType)
      return "link \(types.0) \(link.slot) -> \(types.1) \(link.input)"
    }
    return (nodes + links).sorted()
  }
}

@Suite(.enabled(if: DataFolder.isPresent)) struct CorpusReferenceTests {
  /// What reading the corpus gave.
  private struct Tally {
    var rows = 0
    var ui = 0
    var withoutFrontendOnly = 0
    var refused: [WorkflowFormatError] = []
    var rowsWith: [UIImportIssue.Kind: Int] = [:]
    var texts: Set<String> = []
    var pairs = 0
    var agreeing = 0
    /// Pairs without a node that adds links in the browser.
    var plainPairs = 0
    var plainAgreeing = 0
    var inputs = 0
    var equalInputs = 0
  }

  @Test func everyTrainWorkflowIsReadAndSameFilePairsAgree() throws {
    let catalog = try #require(Corpus.catalog)
    var tally = Tally()
    try Corpus.forEachRow { row in
      tally.rows += 1
      guard let json = row["workflow"] else { return }
      do throws(WorkflowFormatError) {
        if WorkflowFormat.recognise(json) == .api {
          _ = try APIFormat.read(json)
        } else {
          try add(UIFormat.read(json, catalog: catalog), row["api_workflow"], catalog, &tally)
        }
      } catch {
        tally.refused.append(error)
      }
    }
    print(
      """
      \(tally.rows) rows, \(tally.refused.count) refused; \(tally.ui) UI files, \
      \(tally.withoutFrontendOnly) without frontend-only links, \(tally.texts.count) distinct
      pairs with the same class types and links: \(tally.agreeing) of \(tally.pairs), \
      \(tally.plainAgreeing) of \(tally.plainPairs) without browser-made links; \
      equal inputs of exact nodes: \(tally.equalInputs) of \(tally.inputs)
      """)
    for kind in UIImportIssue.Kind.allCases {
      print("  \(kind.rawValue)", tally.rowsWith[kind] ?? 0)
    }
    #expect(tally.rows == 5036)
    // Twenty API files hold nodes whose class was unknown to the ComfyUI that saved them.
    #expect(tally.refused.count == 20)
    #expect(
      tally.refused.allSatisfy { if case .nodeWithoutClassType = $0 { true } else { false } })
    #expect(Double(tally.plainAgreeing) > 0.97 * Double(tally.plainPairs))
  }

  private func add(
    _ result: UIImport, _ api: JSONValue?, _ catalog: NodeCatalog, _ tally: inout Tally
  ) throws(WorkflowFormatError) {
    let workflow = result.workflow
    workflow.checkInvariants()
    tally.ui += 1
    let kinds = Set(result.issues.map(\.kind))
    for kind in kinds { tally.rowsWith[kind, default: 0] += 1 }
    if !kinds.contains(.frontendOnly) { tally.withoutFrontendOnly += 1 }
    tally.texts.insert(Normalization.canonicalText(workflow, catalog: catalog))
    guard let api, api.object != nil else { return }
    let twin = try APIFormat.read(api)
    let agrees = Corpus.shape(workflow) == Corpus.shape(twin)
    tally.pairs += 1
    tally.agreeing += agrees ? 1 : 0
    if !kinds.contains(.frontendOnly),
      !twin.nodes.contains(where: { FrontendTypes.implicitLinkers.contains($0.classType) })
    {
      tally.plainPairs += 1
      tally.plainAgreeing += agrees ? 1 : 0
    }
    for node in workflow.nodes where catalog[node.classType]?.tier != .observed {
      guard let other = twin.node(node.id), other.classType == node.classType else { continue }
      tally.inputs += node.inputs.count
      tally.equalInputs += node.inputs.count { alike($0.value, other[$0.name]) }
    }
  }
}

/// Equal, or numbers of one value.
func alike(_ left: InputValue?, _ right: InputValue?) -> Bool {
  if case .literal(let a) = left, case .literal(let b) = right { return a.isPythonEqual(to: b) }
  return left == right
}

extension InputValue {
  var text: String {
    switch self {
    case .link(let link): "[\(link.source), \(link.slot)]"
    case .literal(let value): value.text()
    }
  }
}
