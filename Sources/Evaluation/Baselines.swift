public import WorkflowGraph

/// A workflow of the training split, as the baselines copy it.
public struct TrainingWorkflow: Sendable {
  /// The workflow's id.
  public let id: String
  /// The flattened graph.
  public let workflow: Workflow
  /// Its class types.
  public let classTypes: Set<String>

  /// Keeps a workflow.
  public init(id: String, workflow: Workflow) {
    self.id = id
    self.workflow = workflow
    classTypes = Set(workflow.nodes.map(\.classType))
  }
}

/// Systems without a language model, to stand beside one.
public enum Baseline: String, CaseIterable, Sendable {
  /// One node of each candidate, without links.
  case allCandidates = "all candidates"
  /// The training workflow whose set of class types has the highest Jaccard similarity
  /// |A ∩ B| / |A ∪ B| to the candidate set, copied; the first among equals.
  case nearestByCandidates = "nearest by candidates"
  /// The training workflow that BM25 finds best for the wish, copied.
  case retrieved = "nearest by wish"
  /// The workflow that the model is shown as an example, copied.
  case example = "example"
  /// One node of each candidate that the workflow of ``retrieved`` uses, in the order of the
  /// type's first statement there, wired greedily by link types: each required input that has no
  /// widget is linked to the newest earlier node one of whose outputs has a fitting type, to the
  /// first such output; without one it stays open. All candidates when no workflow is found.
  case rewired = "retrieved, rewired"

  /// Whether the baseline looks at the training split.
  public var needsTraining: Bool { self != .allCandidates && self != .example }
}

/// Answers samples by rule.
public struct Baselines: Sendable {
  private let training: [TrainingWorkflow]
  private let catalog: NodeCatalog

  /// Prepares; ``EvaluationSample/retrieved`` counts in `training`.
  public init(training: [TrainingWorkflow], catalog: NodeCatalog) {
    self.training = training
    self.catalog = catalog
  }

  /// The baseline's answer.
  public func answer(_ baseline: Baseline, for sample: EvaluationSample) -> GivenAnswer {
    let workflow: Workflow? =
      switch baseline {
      case .allCandidates: Self.unconnected(sample.candidates)
      case .nearestByCandidates: nearest(to: Set(sample.candidates))?.workflow
      case .retrieved: best(for: sample)?.workflow
      case .example: sample.example
      case .rewired: rewired(sample)
      }
    return workflow.map { GivenAnswer(.workflow($0)) } ?? .none
  }

  private static func unconnected(_ classTypes: [String]) -> Workflow {
    Workflow(
      nodes: classTypes.enumerated().map { Node(id: String($0.offset + 1), classType: $0.element) })
  }

  private func best(for sample: EvaluationSample) -> TrainingWorkflow? {
    sample.retrieved.first.flatMap { training.indices.contains($0) ? training[$0] : nil }
  }

  private func nearest(to candidates: Set<String>) -> TrainingWorkflow? {
    var best: (workflow: TrainingWorkflow, similarity: Double)?
    for workflow in training {
      let shared = candidates.intersection(workflow.classTypes).count
      let all = candidates.count + workflow.classTypes.count - shared
      let similarity = Double(shared) / Double(max(all, 1))
      if similarity > best?.similarity ?? -1 { best = (workflow, similarity) }
    }
    return best?.workflow
  }

  // MARK: - Rewiring

  private func rewired(_ sample: EvaluationSample) -> Workflow {
    var names = sample.candidates
    if let model = best(for: sample)?.workflow {
      let offered = Set(names)
      var seen: Set<String> = []
      names = TopologicalOrder(model, catalog: catalog).indices.map { model.nodes[$0].classType }
        .filter { offered.contains($0) && seen.insert($0).inserted }
    }
    var workflow = Self.unconnected(names)
    for place in workflow.nodes.indices {
      for input in catalog[workflow.nodes[place].classType]?.inputs ?? [] {
        guard input.presence != .optional, !WidgetOrder.hasWidget(input), !input.isExpanding,
          let link = newest(before: place, for: input, in: workflow)
        else { continue }
        workflow.nodes[place][input.name] = .link(link)
      }
    }
    return workflow
  }

  private func newest(before place: Int, for input: InputDefinition, in workflow: Workflow) -> Link?
  {
    for node in workflow.nodes[..<place].reversed() {
      let outputs = catalog[node.classType]?.outputs ?? []
      if let slot = outputs.firstIndex(where: { input.type.accepts($0.type) }) {
        return Link(source: node.id, slot: slot)
      }
    }
    return nil
  }
}
