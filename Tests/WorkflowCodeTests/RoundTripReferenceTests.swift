import Foundation
import JSON
import TestSupport
import Testing
import WorkflowCode
import WorkflowGraph

/// Real workflows below NIGHTLOOM_DATA, every 27th.
@Suite(.enabled(if: DataFolder.isPresent)) struct RoundTripReferenceTests {
  private func catalog() throws -> NodeCatalog {
    let extended = try ObjectInfoFormat.read(
      JSONValue.parse([UInt8](DataFolder.read("object_info/extended.json.gz"))))
    let observed = ObjectInfoFormat.readObserved(
      try JSONValue.parse([UInt8](DataFolder.read("object_info/observed.json.gz"))))
    return NodeCatalog(extended.definitions + observed.definitions)
  }

  private func workflow(_ line: Data, _ catalog: NodeCatalog) throws -> Workflow? {
    let row = try JSONValue.parse([UInt8](line), readsNonFinite: true)
    guard let json = row["workflow"] else { return nil }
    guard row["format"]?.string == "ui" else { return try? APIFormat.read(json) }
    return try? UIFormat.read(json, catalog: catalog).workflow
  }

  @Test func realWorkflowsComeBackFromTheirCode() throws {
    let catalog = try catalog()
    let identifiers = ClassIdentifiers(catalog)
    let printer = Printer(identifiers)
    let lowering = Lowering(identifiers)
    var printed = 0
    var refused: [String] = []
    var code = ""
    let lines = try DataFolder.read("workflows/train.jsonl.gz").split(separator: 0x0A)
    for (number, line) in lines.enumerated() where number % 27 == 0 {
      guard let workflow = try workflow(line, catalog) else { continue }
      for style in PrintStyle.allCases {
        do {
          let text = try printer.print(workflow, style: style)
          let (back, diagnostics) = lowering.read(text)
          #expect(diagnostics.map(\.description) == [], "row \(number)")
          let order = try printer.order(of: workflow)
          let expected = renumbered(workflow, order)
          #expect(
            back.map { renumbered($0, Array($0.nodes.indices)) } == expected, "row \(number)")
          printed += 1
          code += text + "\u{1}\n"
        } catch {
          refused.append("row \(number): \(error)")
        }
      }
    }
    #expect(printed > 300)
    #expect(refused.count < printed / 20, "\(refused)")
    if let path = ProcessInfo.processInfo.environment["NIGHTLOOM_REPORT"] {
      let text = refused.joined(separator: "\n")
      try text.write(toFile: path + ".refused", atomically: true, encoding: .utf8)
      try code.write(toFile: path, atomically: true, encoding: .utf8)
    }
  }
}
