import Foundation
import JSON
import TestSupport
import Testing

@testable import WorkflowGraph

/// API -> UI -> API over the train split: the canvas keeps every input of every node.
///
/// Every eighth workflow; all of them with NIGHTLOOM_SLOW_TESTS=1.
@Suite(.enabled(if: DataFolder.isPresent)) struct RoundTripReferenceTests {
  private static let stride =
    ProcessInfo.processInfo.environment["NIGHTLOOM_SLOW_TESTS"] == nil ? 8 : 1

  @Test func everyTrainWorkflowSurvivesTheCanvas() throws {
    let catalog = try #require(Corpus.catalog)
    var count = 0
    var failures: [String] = []
    try Corpus.forEachRow(stride: Self.stride) { row in
      guard let json = row["workflow"],
        let workflow = WorkflowFormat.recognise(json) == .api
          ? try? APIFormat.read(json) : try UIFormat.read(json, catalog: catalog).workflow
      else { return }
      count += 1
      if let text = try change(workflow, catalog) { failures.append("\(row["id"] ?? nil): \(text)") }
    }
    print("\(count) train workflows went API -> UI -> API, \(failures.count) changed")
    #expect(count > 4900 / Self.stride)
    #expect(failures.isEmpty, "\(failures.prefix(5).joined(separator: "\n"))")
  }

  /// The first node that is another one after the way over the canvas, or `nil`.
  private func change(_ workflow: Workflow, _ catalog: NodeCatalog) throws -> String? {
    // What exists only in the browser has no place in an API file.
    let queued = Workflow(
      nodes: workflow.nodes.filter { !FrontendTypes.isVirtual($0.classType) })
    let start = UIFormat.completed(queued, catalog: catalog)
    let file = UIFormatWriterTests.write(start, catalog)
    let back = UIFormat.completed(
      try UIFormat.read(file, catalog: catalog).workflow, catalog: catalog)
    let numbers = UIFormat.nodeNumbers(start).map(String.init)
    let ids = Dictionary(
      zip(start.nodes.map(\.id), numbers), uniquingKeysWith: { first, _ in first })
    var expected = start
    for place in expected.nodes.indices { expected.nodes[place].rename(ids) }
    guard back != expected else { return nil }
    let pair = zip(expected.nodes, back.nodes).first { $0.0 != $0.1 }
    guard let (left, right) = pair else { return "\(back.nodes.count) nodes" }
    let input = (left.inputs + right.inputs).first { left[$0.name] != right[$0.name] }
    guard let name = input?.name else { return "\(left.classType): other order of inputs" }
    return "\(left.classType).\(name): \(left[name]?.text ?? "absent") became "
      + (right[name]?.text ?? "absent")
  }
}
