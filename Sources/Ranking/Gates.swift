import Reward
import Validation
import WorkflowGraph

/// The rules an answer must pass to be ranked at all, in the order in which they are asked.
public enum Gate: String, Sendable, CaseIterable {
  /// The three parts are there.
  case format
  /// The code is an acyclic graph.
  case dag
  /// Selected nodes, candidates and code agree; not asked of a library answer.
  case fidelity
  /// ComfyUI would run all of it, and our own rules find no error.
  case validation
  /// It does nothing that the policy blocks: run code, reach beyond ComfyUI's folders.
  case policy
}

/// The first rule an answer failed, with the reason.
public struct GateFailure: Equatable, Sendable {
  /// The rule.
  public let gate: Gate
  /// One sentence.
  public let reason: String
}

/// Asks the rules.
///
/// Source: the vetoes of ComfyUI-R1 (arXiv 2506.09790), section 3.3. Differs: they are used
/// without gold, after repair, and with validation and the policy as the last.
public enum Gates {
  /// The first failure, or `nil` for an answer that may be ranked.
  ///
  /// - Parameters:
  ///   - answer: The answer.
  ///   - blocking: What the policy forbids of it.
  /// - Returns: The rule with its reason.
  public static func firstFailure(
    _ answer: AnswerForRanking, blocking: [PolicyFinding] = []
  ) -> GateFailure? {
    Gate.allCases.lazy.compactMap { gate in
      reason(gate, answer, blocking).map { GateFailure(gate: gate, reason: $0) }
    }.first
  }

  private static func reason(
    _ gate: Gate, _ answer: AnswerForRanking, _ blocking: [PolicyFinding]
  ) -> String? {
    switch gate {
    case .format:
      if let problem = answer.formatProblem { return problem }
      let needsList = answer.source == .model && answer.selectedNodes == nil
      return needsList ? "The selected nodes are no readable list." : nil
    case .dag:
      guard let workflow = answer.workflow else {
        return answer.codeProblem ?? "The code gives no workflow."
      }
      if workflow.nodes.isEmpty { return "The workflow has no node." }
      let cycle = TopologicalOrder(workflow).cycle
      return cycle.isEmpty
        ? nil : "The nodes \(cycle.joined(separator: ", ")) feed each other in a circle."
    case .fidelity:
      guard answer.source == .model else { return nil }
      return FidelityReward.veto(
        selected: Set(answer.selectedNodes ?? []), candidates: answer.candidates,
        used: Set((answer.workflow?.nodes ?? []).map(\.classType))
      ).reason
    case .validation:
      return validationReason(answer.verdict)
    case .policy: return blocking.first?.sentence
    }
  }

  private static func validationReason(_ verdict: Verdict?) -> String? {
    guard let verdict else { return "The workflow was not validated." }
    if let reason = ValidityReward.veto(verdict).reason { return reason }
    return verdict.stricter.first { $0.level == .error }.map { finding in
      let place = finding.nodeID.map { " in node \($0)" } ?? ""
      return "\(finding.kind.rawValue)\(place): \(finding.message)"
    }
  }
}
