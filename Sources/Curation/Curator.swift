import Generation
import WorkflowCode
public import WorkflowGraph

/// A workflow that passed every curation rule.
public struct CuratedWorkflow: Sendable {
  /// The collected entry it comes from.
  public var entry: CorpusEntry
  /// The flattened graph, nodes in document order.
  public var workflow: Workflow

  /// Pairs an entry with its graph.
  public init(entry: CorpusEntry, workflow: Workflow) {
    self.entry = entry
    self.workflow = workflow
  }
}

/// The steps of curation, in the order they are taken.
///
/// Source: ComfyUI-R1, section 3.1 (W0 to W5 of PAPER.md 2.3). Differs: cleaning (W4) comes
/// first, because the other rules look at the flattened graph; nodes that would never run are taken
/// away, since they tell nothing of the wish; and the round trip through code
/// must give an identical graph, not only succeed.
public enum CurationRule: String, CaseIterable, Sendable {
  /// W0: the line was read.
  case collected
  /// W4: the file converts to a flat graph without frontend-only nodes left over.
  case flattened
  /// W5: every class type is in the catalog.
  case knownNodes
  /// W1: after nodes that no output node depends on are taken away, two nodes or more, no cycle,
  /// every link leads somewhere and brings a type its input takes.
  case executable
  /// W3: the graph survives printing and parsing unchanged.
  case convertible
  /// W2: no equal graph was kept before.
  case distinct
}

/// Applies the curation rules and counts what each leaves over.
public struct Curator: Sendable {
  private let catalog: NodeCatalog
  private let identifiers: ClassIdentifiers

  /// Prepares for one catalog.
  public init(catalog: NodeCatalog) {
    self.catalog = catalog
    identifiers = ClassIdentifiers(catalog)
  }

  /// What curation did.
  public struct Outcome: Sendable {
    /// The workflows kept, in corpus order.
    public var kept: [CuratedWorkflow] = []
    /// How many entries each rule left over.
    public var counts: [CurationRule: Int] = [:]
    /// Why entries were dropped: rule, reason, how many.
    public var reasons: [String: Int] = [:]
    /// How many graphs changed in the round trip through code, with the first ids.
    public var changedInRoundTrip: [String] = []
  }

  /// Curates `entries`.
  public func curate(_ entries: [CorpusEntry]) -> Outcome {
    var outcome = Outcome()
    var seen: Set<String> = []
    for entry in entries {
      outcome.counts[.collected, default: 0] += 1
      switch examine(entry) {
      case .failure(let drop):
        for rule in drop.passed { outcome.counts[rule, default: 0] += 1 }
        outcome.reasons["\(drop.rule.rawValue): \(drop.reason)", default: 0] += 1
        if drop.rule == .convertible { outcome.changedInRoundTrip.append(entry.id) }
      case .success(let workflow):
        for rule in CurationRule.allCases.dropFirst().dropLast() {
          outcome.counts[rule, default: 0] += 1
        }
        guard seen.insert(canonicalText(workflow, ignoresSeeds: true)).inserted else {
          outcome.reasons["distinct: equal to an earlier graph", default: 0] += 1
          continue
        }
        outcome.counts[.distinct, default: 0] += 1
        outcome.kept.append(CuratedWorkflow(entry: entry, workflow: workflow))
      }
    }
    return outcome
  }

  /// What would be kept of a flat graph; `nil` when a rule drops it.
  func executable(_ flat: Workflow) -> Workflow? {
    do throws(Drop) {
      return try examine(flat)
    } catch {
      return nil
    }
  }

  /// Why an entry was dropped.
  private struct Drop: Error {
    var rule: CurationRule
    var reason: String
    /// The rules after `collected` that it had passed.
    var passed: [CurationRule] {
      CurationRule.allCases.dropFirst().prefix { $0 != rule }.map { $0 }
    }
  }

  private func examine(_ entry: CorpusEntry) -> Result<Workflow, Drop> {
    do throws(Drop) {
      return .success(try examine(try flatten(entry)))
    } catch {
      return .failure(error)
    }
  }

  private func examine(_ flat: Workflow) throws(Drop) -> Workflow {
    try checkKnown(flat)
    let workflow = living(flat)
    try checkExecutable(workflow)
    try checkConvertible(workflow)
    return workflow
  }

  /// The flat graph of an entry, whatever its format.
  private func flatten(_ entry: CorpusEntry) throws(Drop) -> Workflow {
    do {
      return try WorkflowFile.read(entry.workflow, catalog: catalog)
    } catch {
      throw Drop(rule: .flattened, reason: "\(error)")
    }
  }

  private func checkKnown(_ workflow: Workflow) throws(Drop) {
    guard workflow.nodes.allSatisfy({ catalog.contains($0.classType) }) else {
      throw Drop(rule: .knownNodes, reason: "unknown class type")
    }
  }

  /// The workflow without nodes that no output node depends on.
  private func living(_ workflow: Workflow) -> Workflow {
    let isLive = DeadNodes.isLive(workflow, catalog: catalog)
    var living = workflow
    living.nodes = workflow.nodes.indices.filter { isLive[$0] }.map { workflow.nodes[$0] }
    return living
  }

  private func checkExecutable(_ workflow: Workflow) throws(Drop) {
    func drop(_ reason: String) -> Drop { Drop(rule: .executable, reason: reason) }
    guard workflow.nodes.count >= 2 else { throw drop("fewer than two nodes") }
    guard TopologicalOrder(workflow, catalog: catalog).cycle.isEmpty else { throw drop("cycle") }
    guard workflow.nodes.contains(where: { catalog[$0.classType]?.isOutputNode == true }) else {
      throw drop("no output node")
    }
    let places = workflow.places
    for link in workflow.links {
      guard let place = places[link.source] else { throw drop("link from a missing node") }
      let outputs = catalog[workflow.nodes[place].classType]?.outputs ?? []
      guard outputs.indices.contains(link.slot) else { throw drop("link from a missing output") }
      guard let target = places[link.target],
        let input = catalog[workflow.nodes[target].classType]?.inputs
          .first(where: { $0.name == link.input }), input.dynamic == nil,
        outputs[link.slot].matchTemplate == nil
      else { continue }
      guard input.type.accepts(outputs[link.slot].type) else {
        throw drop("link of a type its input does not take")
      }
    }
  }

  private func canonicalText(_ workflow: Workflow, ignoresSeeds: Bool = false) -> String {
    Normalization.canonicalText(workflow, catalog: catalog, ignoresSeeds: ignoresSeeds)
  }

  private func checkConvertible(_ workflow: Workflow) throws(Drop) {
    let code: String
    do {
      code = try Printer(identifiers).print(workflow)
    } catch {
      throw Drop(rule: .convertible, reason: "cannot be printed")
    }
    guard let back = Lowering(identifiers).read(code).workflow else {
      throw Drop(rule: .convertible, reason: "code does not parse")
    }
    guard
      canonicalText(back)
        == canonicalText(workflow)
    else { throw Drop(rule: .convertible, reason: "graph changed in the round trip") }
  }
}
