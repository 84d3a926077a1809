import Ranking
import Testing
import Validation
import WorkflowGraph

@Suite struct GatesTests {
  private func failure(_ change: (inout AnswerForRanking) -> Void) -> String? {
    var answer = made(1, plain)
    change(&answer)
    return Gates.firstFailure(answer).map { "\($0.gate.rawValue): \($0.reason)" }
  }

  @Test func aGoodAnswerPasses() {
    #expect(failure { _ in } == nil)
    #expect(Gates.firstFailure(made(1, plain, source: .library)) == nil)
  }

  @Test func theFirstFailedRuleIsNamed() {
    #expect(failure { $0.formatProblem = "No tags." } == "format: No tags.")
    #expect(
      failure { $0.selectedNodes = nil } == "format: The selected nodes are no readable list.")
    #expect(failure { $0.workflow = nil } == "dag: The code gives no workflow.")
    #expect(
      failure {
        $0.workflow = nil
        $0.codeProblem = "1:1: bare_call"
      } == "dag: 1:1: bare_call")
    #expect(failure { $0.workflow = Workflow() } == "dag: The workflow has no node.")
    #expect(
      failure { $0.workflow?.nodes[0]["x"] = .link(Link(source: "1", slot: 0)) }
        == "dag: The nodes 1, 0 feed each other in a circle.")
    #expect(
      failure { $0.candidates.remove("Decode") } == "fidelity: Selected but not offered: Decode.")
    #expect(
      failure { $0.selectedNodes = ["Loader"] }
        == "fidelity: Used but not selected: Decode, Sampler, SaveImage.")
    #expect(failure { $0.verdict = nil } == "validation: The workflow was not validated.")
  }

  @Test func validationAsksTheServerAndOurOwnRules() {
    #expect(
      failure {
        $0.verdict = Verdict(
          status: .partial,
          issues: [
            ValidationIssue(
              kind: .requiredInputMissing, nodeID: "3", message: "Required input is missing",
              details: "vae")
          ])
      }
        == "validation: ComfyUI would not run all of it: required_input_missing in node 3:"
        + " Required input is missing")
    #expect(
      failure { $0.verdict = Verdict(status: .rejected, errorMessage: "Prompt has no outputs") }
        == "validation: ComfyUI would not run all of it: Prompt has no outputs")
    let kind = StricterKind.allCases[0]
    func finding(_ level: IssueLevel) -> Verdict {
      Verdict(
        status: .accepted,
        stricter: [StricterIssue(kind: kind, level: level, nodeID: "3", message: "Odd.")])
    }
    #expect(
      failure { $0.verdict = finding(.error) } == "validation: \(kind.rawValue) in node 3: Odd.")
    #expect(failure { $0.verdict = finding(.warning) } == nil)
  }
}
