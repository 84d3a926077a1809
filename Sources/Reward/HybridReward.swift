public import Validation
public import WorkflowCode
public import WorkflowGraph

/// The rule-metric hybrid reward of one answer against gold.
///
/// R_final = -1 when R_format, R_DAG or R_fidelity is -1, otherwise (4 + R_correct) / 4.
///
/// Source: ComfyUI-R1 (arXiv 2506.09790), section 3.3. Differs: nothing in `paper` mode, where
/// the paper leaves open what a valid graph is, see ``DAGReward``. `extended` mode is ours: a
/// fourth veto R_valid, and R_correct = (node F1 + graph F1) / 2 - 1.
///
/// What paper mode cannot see: extra nodes, how often a type occurs, links, values, the text.
public struct HybridReward: Sendable {
  /// Which reward.
  public enum Mode: String, Sendable, CaseIterable {
    /// Exactly the paper's.
    case paper
    /// With validation and graph likeness.
    case extended
  }

  /// Which reward this is.
  public let mode: Mode
  private let identifiers: ClassIdentifiers
  private let lowering: Lowering
  private let validator: PromptValidator?
  private let complete: @Sendable (Workflow) -> Workflow

  /// The paper's reward.
  public init(_ identifiers: ClassIdentifiers) {
    mode = .paper
    self.identifiers = identifiers
    lowering = Lowering(identifiers)
    validator = nil
    complete = { $0 }
  }

  /// The extended reward.
  ///
  /// - Parameters:
  ///   - identifiers: The spelling of class types.
  ///   - validator: ComfyUI's rules.
  ///   - complete: Gives inputs that answers are not asked to write their values, for validation.
  public init(
    _ identifiers: ClassIdentifiers, validator: PromptValidator,
    completing complete: @escaping @Sendable (Workflow) -> Workflow = { $0 }
  ) {
    self.complete = complete
    mode = .extended
    self.identifiers = identifiers
    lowering = Lowering(identifiers)
    self.validator = validator
  }

  /// Rewards one answer; never sees repairs.
  ///
  /// - Parameters:
  ///   - answer: What could be taken out of the response.
  ///   - candidates: The class types that were offered.
  ///   - gold: The curated workflow for the same prompt, normalised.
  /// - Returns: The parts; the total is -1 or in [0.75, 1].
  public func reward(
    _ answer: AnswerParts, candidates: Set<String>, gold: Workflow
  ) -> RewardBreakdown {
    let (dag, workflow, diagnostics) = DAGReward.read(answer.workflowCode, lowering)
    let selected = Set((answer.selectedNodes ?? []).map(classType(named:)))
    let used = workflow.map { Set($0.nodes.map(\.classType)) }
    return RewardBreakdown(
      mode: mode, format: FormatReward.veto(answer), dag: dag,
      fidelity: FidelityReward.veto(selected: selected, candidates: candidates, used: used),
      validity: validator.map { validator in
        ValidityReward.veto(workflow.map { validator.validate(complete($0)) })
      },
      correctness: correctness(selected, workflow, gold),
      workflow: workflow, diagnostics: diagnostics)
  }

  /// The class type a selected node's name means: itself, or the only one with that identifier.
  public func classType(named name: String) -> String {
    if identifiers.catalog.contains(name) { return name }
    return identifiers.classType(for: name) ?? name
  }

  private func correctness(
    _ selected: Set<String>, _ workflow: Workflow?, _ gold: Workflow
  ) -> Double {
    switch mode {
    case .paper:
      CorrectnessReward.recall(selected: selected, gold: Set(gold.nodes.map(\.classType)))
    case .extended:
      workflow.map { CorrectnessReward.likeness($0, gold: gold) } ?? -1
    }
  }
}
