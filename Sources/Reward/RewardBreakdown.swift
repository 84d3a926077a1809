public import WorkflowCode
public import WorkflowGraph

/// A term of the reward that can only forbid: 0, or -1 with the reason.
public struct Veto: Equatable, Sendable {
  /// Why the answer is vetoed, in one sentence; `nil` when it is not.
  public let reason: String?

  /// No objection.
  public static let none = Veto(reason: nil)

  /// An objection.
  public static func because(_ reason: String) -> Veto { Veto(reason: reason) }

  /// 0 or -1.
  public var value: Double { reason == nil ? 0 : -1 }
}

/// The terms that can forbid an answer, in the order in which they are named.
public enum VetoTerm: String, Sendable, CaseIterable {
  /// Tags or their content are missing.
  case format
  /// The code is no acyclic graph.
  case dag
  /// Selected nodes, candidates and code disagree.
  case fidelity
  /// ComfyUI would not run all of it (extended mode only).
  case validity
}

/// The terms of the reward, each of which an ablation can leave out.
public enum RewardTerm: String, Sendable, CaseIterable {
  /// R_format.
  case format
  /// R_DAG.
  case dag
  /// R_fidelity.
  case fidelity
  /// R_valid (extended mode only).
  case validity
  /// R_correct.
  case correctness
}

/// A reward with its parts.
public struct RewardBreakdown: Equatable, Sendable {
  /// Which reward this is; every result that shows it must say so.
  public let mode: HybridReward.Mode
  /// R_format.
  public let format: Veto
  /// R_DAG.
  public let dag: Veto
  /// R_fidelity.
  public let fidelity: Veto
  /// R_valid; `nil` in paper mode.
  public let validity: Veto?
  /// R_correct, from -1 to 0; computed for vetoed answers too where it can be.
  public let correctness: Double
  /// The workflow of the code part, when there is one.
  public let workflow: Workflow?
  /// What was wrong with the code part.
  public let diagnostics: [Diagnostic]

  /// The first term that forbids the answer, or `nil`.
  public var firstVeto: VetoTerm? {
    if format.reason != nil { return .format }
    if dag.reason != nil { return .dag }
    if fidelity.reason != nil { return .fidelity }
    return validity?.reason != nil ? .validity : nil
  }

  /// R_final: -1 for a vetoed answer, otherwise (4 + R_correct) / 4, from 0.75 to 1.
  public var total: Double { firstVeto == nil ? (4 + correctness) / 4 : -1 }

  /// The same without one term: a veto never speaks, R_correct is 0.
  public func without(_ term: RewardTerm) -> RewardBreakdown {
    RewardBreakdown(
      mode: mode, format: term == .format ? .none : format, dag: term == .dag ? .none : dag,
      fidelity: term == .fidelity ? .none : fidelity,
      validity: term == .validity ? nil : validity,
      correctness: term == .correctness ? 0 : correctness, workflow: workflow,
      diagnostics: diagnostics)
  }
}
