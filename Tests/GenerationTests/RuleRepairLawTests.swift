import Generation
import JSON
import TestSupport
import Testing
import Validation
import WorkflowGraph

@Suite struct RuleRepairLawTests {
  private struct Broken: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
  }

  /// One prompt with what repair makes of it; `nil` when it is no workflow at all, or when a node
  /// is left without any class, so that it cannot be written as one.
  private struct Run {
    let given: RandomPrompt
    let workflow: Workflow
    let mended: Workflow
    let repairs: [Repair]
    /// Whether there was nothing to mend.
    let isAccepted: Bool

    init?(_ given: RandomPrompt) {
      guard let workflow = try? PromptReading.read(given.prompt) else { return nil }
      self.given = given
      let verdict = given.validator.validate(given.prompt)
      isAccepted = given.isAnswer ? verdict.passesGate : verdict.isClean
      self.workflow = workflow
      (mended, repairs) = given.repair.repair(workflow, readFrom: given.prompt)
      if mended.nodes.contains(where: \.classType.isEmpty) { return nil }
    }
  }

  private func check(seed: UInt64, _ law: (Run) throws -> Void) throws {
    try forAll(seed: seed, count: 400) {
      RandomPrompt(&$0)
    } law: { given in
      if let run = Run(given) { try law(run) }
    }
  }

  /// How early the server stops, then how much it and nightloom find wrong.
  private static func findings(_ verdict: Verdict) -> (Int, Int) {
    let stages: [IssueKind?] = [.promptNoOutputs, .missingNodeType, .serverException]
    let stage = (stages.firstIndex(of: verdict.errorType) ?? -1) + 1
    return (stage, verdict.issues.count + verdict.stricter.count { $0.level == .error })
  }

  @Test func `The server gets as far as before, and finds no more`() throws {
    try check(seed: 1) { run in
      let before = Self.findings(run.given.validator.validate(run.given.prompt))
      let after = Self.findings(run.given.validator.validate(run.mended))
      guard after <= before else { throw Broken("\(before) before, \(after) after") }
    }
  }

  @Test func `A second repair changes nothing`() throws {
    try check(seed: 2) { run in
      let written = APIFormat.write(run.mended)
      let (again, repairs) = run.given.repair.repair(run.mended, readFrom: written)
      guard repairs.isEmpty, again == run.mended else {
        throw Broken("first \(run.repairs.map(\.description)), then \(repairs.map(\.description))")
      }
    }
  }

  @Test func `The same prompt is mended the same way`() throws {
    try check(seed: 3) { run in
      let again = Run(run.given)
      guard again?.mended == run.mended, again?.repairs == run.repairs else {
        throw Broken("otherwise the second time")
      }
    }
  }

  @Test func `What is accepted stays as it is, to the byte`() throws {
    var accepted = 0
    try check(seed: 4) { run in
      guard run.isAccepted else { return }
      accepted += 1
      guard run.repairs.isEmpty,
        APIFormat.write(run.mended).bytes() == APIFormat.write(run.workflow).bytes()
      else { throw Broken("\(run.repairs.map(\.description))") }
    }
    #expect(accepted >= 20, "only \(accepted) prompts are accepted, too few to test a law")
  }

  @Test func `Every change of the prompt has its line`() throws {
    var mended = 0
    try check(seed: 5) { run in
      if run.isAccepted { return }
      let lines = run.repairs
      let written = APIFormat.write(run.mended)
      if run.given.validator.validate(written).isClean { mended += 1 }
      for (id, node) in Self.nodes(run.given.prompt) where written[id] == nil {
        guard lines.contains(where: { $0.kind == .dropped && $0.node == id }) else {
          throw Broken("\(id) went without a line: \(node.text())")
        }
      }
      for (id, node) in Self.nodes(written) {
        let former = run.given.prompt[id]
        guard former != nil || lines.contains(where: { $0.kind == .added && $0.node == id }) else {
          throw Broken("\(id) came without a line")
        }
        // A node that went may leave its id to one that came.
        if lines.contains(where: { $0.kind == .added && $0.node == id }) {
          guard former == nil || lines.contains(where: { $0.kind == .dropped && $0.node == id })
          else { throw Broken("\(id) was replaced without a line") }
          continue
        }
        let names = (former?["class_type"]?.string ?? "", node["class_type"]?.string ?? "")
        guard
          former == nil || names.0 == names.1
            || lines.contains(where: { $0.kind == .classType && $0.node == id })
        else { throw Broken("\(id) changed its class without a line") }
        for name in Self.changedInputs(former?["inputs"], node["inputs"]) {
          let isSaid = lines.contains { line in
            line.node == id && (line.input == name || line.kind == .name && line.new == name)
          }
          guard isSaid else { throw Broken("\(id).\(name) changed without a line: \(lines)") }
        }
      }
    }
    #expect(mended >= 100, "only \(mended) prompts are mended, too few to test a law")
  }

  private static func nodes(_ prompt: JSONValue) -> [(String, JSONValue)] {
    (prompt.object?.members ?? []).map { ($0.key, $0.value) }
  }

  private static func changedInputs(_ old: JSONValue?, _ new: JSONValue?) -> [String] {
    let names = Set(
      (old?.object?.members ?? []).map(\.key) + (new?.object?.members ?? []).map(\.key))
    return names.sorted().filter { old?[$0] != new?[$0] }
  }
}
