import Foundation
import JSON
import TestSupport
import Testing

/// The command with the shipped catalog against the recorded verdicts of the real server.
@Suite(.enabled(if: Nightloom.isBuilt && DataFolder.isPresent, "needs the binary and the data"))
struct ValidateReferenceTests {
  @Test(arguments: ["core", "extended"])
  func `Every tenth recorded prompt has the server's verdict`(catalog: String) throws {
    let folder = try Scratch()
    defer { folder.remove() }
    var lines: [String] = []
    var expected: [(id: String, status: String, types: Set<String>)] = []
    let rows = try DataFolder.read("verdicts/verdicts-train.jsonl.gz").split(separator: 0x0A)
    for place in stride(from: 0, to: rows.count, by: 10) {
      let row = try JSONValue.parse([UInt8](rows[place]))
      guard row["object_info"]?.string == catalog, let id = row["id"]?.string,
        let prompt = row["prompt"], let verdict = row["verdict"],
        verdict["order_dependent"]?.bool != true
      else { continue }
      lines.append((["id": .string(id), "prompt": prompt] as JSONValue).text())
      let errors = (verdict["node_errors"]?.array ?? []).compactMap { $0["type"]?.string }
      let types = Set(errors + [verdict["error_type"]?.string].compactMap { $0 })
      expected.append((id, verdict["status"]?.string ?? "", types))
    }
    #expect(expected.count > 70)
    let path = try folder.write(lines.joined(separator: "\n") + "\n", to: "prompts.jsonl")
    let call = try Nightloom.run("validate", "--catalog", catalog, "--jsonl", path, "--json")
    let verdicts = try call.output.split(separator: "\n").map { try JSONValue.parse(String($0)) }
    #expect(verdicts.count == expected.count)
    for (verdict, expected) in zip(verdicts, expected) {
      #expect(verdict["id"]?.string == expected.id)
      #expect(verdict["status"]?.string == expected.status, "\(expected.id)")
      let types = Set((verdict["error_types"]?.array ?? []).compactMap(\.string))
      #expect(types == expected.types, "\(expected.id)")
    }
  }
}
