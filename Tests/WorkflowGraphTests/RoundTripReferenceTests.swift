import Foundation
import JSON
import TestSupport
import Testing

@testable import WorkflowGraph

/// API -> UI -> API over the train split: every link and every value comes back as it was.
///
/// A UI file names nodes by numbers, holds what only the browser has (reroutes, primitives) apart,
/// and gives every widget a value; what it has no place for is named by `UIFormat.omissions`.
/// Every eighth workflow; all of them with NIGHTLOOM_SLOW_TESTS=1.
@Suite(.enabled(if: DataFolder.isPresent)) struct RoundTripReferenceTests {
  private static let stride =
    ProcessInfo.processInfo.environment["NIGHTLOOM_SLOW_TESTS"] == nil ? 8 : 1

  private struct Tally {
    var workflows = 0
    var identical = 0
    var inputs = 0
    var omittedValues = 0
    var omittedLinks = 0
    var nulls = 0
    var added = 0
    var failures: [String] = []
  }

  @Test func everyTrainWorkflowSurvivesTheCanvas() throws {
    let catalog = try #require(Corpus.catalog)
    var tally = Tally()
    try Corpus.forEachRow(stride: Self.stride) { row in
      guard let json = row["workflow"],
        let workflow = WorkflowFormat.recognise(json) == .api
          ? try? APIFormat.read(json) : try UIFormat.read(json, catalog: catalog).workflow
      else { return }
      let failures = tally.failures.count
      try check(workflow, catalog, &tally)
      for place in tally.failures.indices.dropFirst(failures) {
        tally.failures[place] = "\(row["id"]?.string ?? ""): \(tally.failures[place])"
      }
    }
    print(
      """
      \(tally.workflows) train workflows went API -> UI -> API, \(tally.identical) unchanged; of \
      \(tally.inputs) inputs changed: \(tally.failures.count); without a place on the canvas: \
      \(tally.omittedValues) values, \(tally.omittedLinks) links to nothing; nulls: \(tally.nulls); \
      start values added: \(tally.added)
      """)
    #expect(tally.workflows > 4900 / Self.stride)
    #expect(tally.failures.isEmpty, "\(tally.failures.prefix(20).joined(separator: "\n"))")
  }

  /// Compares each node with the one that comes back.
  private func check(_ workflow: Workflow, _ catalog: NodeCatalog, _ tally: inout Tally) throws {
    var sent = Workflow(
      nodes: workflow.nodes.filter { !FrontendTypes.isVirtual($0.classType) })
    let back = try UIFormat.read(UIFormatWriterTests.write(sent, catalog), catalog: catalog)
      .workflow
    let omissions = Set(
      UIFormat.omissions(sent, catalog: catalog).map { [$0.nodeID, $0.input] })
    let numbers = UIFormat.nodeNumbers(sent).map(String.init)
    let ids = Dictionary(
      zip(sent.nodes.map(\.id), numbers), uniquingKeysWith: { first, _ in first })
    let before = tally
    for place in sent.nodes.indices {
      let id = sent.nodes[place].id
      sent.nodes[place].rename(ids)
      guard back.nodes.indices.contains(place), back.nodes[place].id == numbers[place],
        back.nodes[place].classType == sent.nodes[place].classType
      else {
        tally.failures.append("node \(id) (\(sent.nodes[place].classType)) did not come back")
        continue
      }
      compare(sent.nodes[place], back.nodes[place], { omissions.contains([id, $0]) }, &tally)
    }
    tally.workflows += 1
    let isIdentical =
      tally.failures.count == before.failures.count && tally.added == before.added
      && tally.omittedValues == before.omittedValues && tally.nulls == before.nulls
      && tally.omittedLinks == before.omittedLinks
    if isIdentical { tally.identical += 1 }
  }

  private func compare(
    _ node: Node, _ back: Node, _ isOmitted: (String) -> Bool, _ tally: inout Tally
  ) {
    tally.inputs += node.inputs.count
    for input in node.inputs where back[input.name] != input.value {
      if input.value == .literal(.null) {
        tally.nulls += 1
      } else if isOmitted(input.name) {
        if case .link = input.value { tally.omittedLinks += 1 } else { tally.omittedValues += 1 }
      } else {
        tally.failures.append(
          "\(node.classType).\(input.name): \(input.value.text) became "
            + (back[input.name]?.text ?? "absent"))
      }
    }
    tally.added += back.inputs.count { node[$0.name] == nil }
  }
}
