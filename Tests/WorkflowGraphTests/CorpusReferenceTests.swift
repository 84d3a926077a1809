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
  @Test func everyTrainWorkflowIsReadAndSameFilePairsAgree() throws {
    let catalog = try #require(Corpus.catalog)
    var rows = 0
    var failures: [String] = []
    var issues: [String: Int] = [:]
    var rowsWith: [String: Int] = [:]
    var pairs = 0
    var agreeing = 0
    var same = 0
    var report = ""
    try Corpus.forEachRow { row in
      rows += 1
      let id = row["id"]?.string ?? ""
      guard let json = row["workflow"] else { return }
      do {
        guard row["format"]?.string == "ui" else {
          _ = try APIFormat.read(json)
          return
        }
        let result = try UIFormat.read(json, catalog: catalog)
        result.workflow.checkInvariants()
        for issue in result.issues { issues[issue.kind.rawValue, default: 0] += 1 }
        for issue in result.issues where issue.kind == .valueMisfit {
          report += "misfit \(issue.classType) \(issue.detail) \(id) \(issue.nodeID)\n"
        }
        for kind in Set(result.issues.map(\.kind.rawValue)) { rowsWith[kind, default: 0] += 1 }
        guard let other = row["api_workflow"], other.object != nil else { return }
        pairs += 1
        let ours = Corpus.shape(result.workflow)
        let api = try APIFormat.read(other)
        let theirs = Corpus.shape(api)
        for node in result.workflow.nodes {
          guard let twin = api.node(node.id), twin.classType == node.classType else { continue }
          guard catalog[node.classType]?.tier != .observed else { continue }
          for input in Set(node.inputs.map(\.name)).union(twin.inputs.map(\.name)).sorted()
          where !alike(node[input], twin[input]) {
            report += "value \(node.classType) \(input) \(id) \(node.id)"
            report += " ours \(String("\(node[input]?.text ?? "-")".prefix(60)))"
            report += " theirs \(String("\(twin[input]?.text ?? "-")".prefix(60)))\n"
          }
          same += node.inputs.count { alike(node[$0.name], twin[$0.name]) }
        }
        if ours == theirs {
          agreeing += 1
        } else {
          let difference = ours.difference(from: theirs)
          report += "\(id)\n"
          for change in difference {
            switch change {
            case .insert(_, let line, _): report += "  ours   \(line)\n"
            case .remove(_, let line, _): report += "  theirs \(line)\n"
            }
          }
        }
      } catch {
        failures.append("\(id): \(error)")
      }
    }
    print(
      "rows \(rows), failures \(failures.count), pairs \(pairs), agreeing \(agreeing), inputs equal \(same)"
    )
    print("issues", issues.sorted { $0.key < $1.key }, "rows", rowsWith.sorted { $0.key < $1.key })
    print(failures.prefix(40).joined(separator: "\n"))
    if let path = ProcessInfo.processInfo.environment["NIGHTLOOM_REPORT"] {
      try report.write(toFile: path, atomically: true, encoding: .utf8)
    }
    #expect(rows == 5036)
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
