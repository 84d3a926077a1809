import Generation
public import WorkflowGraph

/// A workflow made of pieces of curated ones.
public struct RecombinedWorkflow: Sendable {
  /// The workflow, executable like a curated one.
  public var workflow: Workflow
  /// The curated workflow it began as.
  public var base: CuratedWorkflow
  /// The families of all workflows that gave pieces.
  public var families: Set<String>
}

/// Makes new workflows of pieces of curated ones, so that a model learns how pieces join instead of
/// whole workflows by heart.
///
/// A child begins as a curated workflow and is changed up to three times: what feeds an input is
/// exchanged for what feeds such an input elsewhere; a piece that takes and gives one type is put
/// into a link; a node that takes and gives one type is taken out; an output is taken away. Pieces
/// whose types belong to a model family come from workflows of the same family.
public struct Recombination: Sendable {
  /// One way to change a workflow.
  enum Change {
    case exchange, insert, bypass, prune
    /// How often each is drawn.
    static let urn: [Change] = [
      .exchange, .exchange, .exchange, .insert, .insert, .insert, .bypass, .prune,
    ]
  }

  /// The sizes of a child, in nodes.
  static let sizes = 3...45
  /// How many pieces are tried for one change.
  static let trials = 8
  /// The most nodes between the two ends of an inserted piece.
  static let longestWay = 4

  private let catalog: NodeCatalog
  private let curator: Curator
  private let curated: [CuratedWorkflow]
  private let modelFamilies: [String?]
  private let joints: [[Joint]]
  /// By kind of joint, the workflows that have one and its place among theirs.
  private let pool: [String: [(workflow: Int, joint: Int)]]

  /// Prepares the pieces of `curated`.
  public init(_ curated: [CuratedWorkflow], catalog: NodeCatalog) {
    self.catalog = catalog
    self.curated = curated
    curator = Curator(catalog: catalog)
    modelFamilies = curated.map { WorkflowFacts($0.workflow).family }
    let joints = curated.map { Joint.joints(of: $0.workflow, catalog) }
    var pool: [String: [(workflow: Int, joint: Int)]] = [:]
    for (workflow, own) in joints.enumerated() {
      for (place, joint) in own.enumerated() {
        pool[joint.kind, default: []].append((workflow, place))
      }
    }
    self.joints = joints
    self.pool = pool
  }

  /// A child of one of the workflows.
  ///
  /// - Parameters:
  ///   - place: The place of the workflow it begins as.
  ///   - random: Draws changes and pieces.
  /// - Returns: The child; `nil` when no change succeeded or what came of them is not executable.
  public func child(
    of place: Int, using random: inout some RandomNumberGenerator
  ) -> RecombinedWorkflow? {
    let base = curated[place]
    var child = RecombinedWorkflow(
      workflow: base.workflow, base: base, families: [base.entry.family])
    var changes = 0
    for number in 0..<Int.random(in: 1...3, using: &random) {
      let change = Change.urn.randomElement(using: &random) ?? .exchange
      let changed =
        switch change {
        case .exchange, .insert: grafted(child, change, place, prefix: "r\(number)-", &random)
        case .bypass: bypassed(child, &random)
        case .prune: pruned(child, &random)
        }
      guard let changed, let living = curator.executable(changed.workflow) else { continue }
      child = changed
      child.workflow = living
      changes += 1
    }
    guard changes > 0, Self.sizes.contains(child.workflow.nodes.count) else { return nil }
    return child
  }

  /// A child of any of the workflows.
  ///
  /// - Parameter random: Draws workflows, changes and pieces.
  /// - Returns: The child; `nil` when there is none after many trials.
  public func child(using random: inout some RandomNumberGenerator) -> RecombinedWorkflow? {
    for _ in 0..<64 {
      guard let place = curated.indices.randomElement(using: &random) else { return nil }
      if let child = child(of: place, using: &random) { return child }
    }
    return nil
  }

  // MARK: - Changes

  private func grafted(
    _ child: RecombinedWorkflow, _ change: Change, _ place: Int, prefix: String,
    _ random: inout some RandomNumberGenerator
  ) -> RecombinedWorkflow? {
    guard
      let joint = Joint.joints(of: child.workflow, catalog).randomElement(using: &random),
      let alike = pool[joint.kind]
    else { return nil }
    for _ in 0..<Self.trials {
      guard let other = alike.randomElement(using: &random), other.workflow != place else {
        continue
      }
      let isRelated = modelFamilies[other.workflow] == modelFamilies[place]
      guard isRelated || joint.isCommon else { continue }
      let found = joints[other.workflow][other.joint]
      var entry: Link?
      if change == .insert {
        entry = way(from: found, among: joints[other.workflow], &random)
        if entry == nil { continue }
      }
      let graft = Graft(
        giver: curated[other.workflow].workflow, root: found.link, entry: entry,
        isRelated: isRelated)
      guard let grown = graft.grown(on: child.workflow, at: joint, prefix: prefix, catalog) else {
        continue
      }
      var grafted = child
      grafted.workflow = grown
      grafted.families.insert(curated[other.workflow].entry.family)
      return grafted
    }
    return nil
  }

  /// A link of the same type that what feeds `end` depends on, one or more nodes before it.
  private func way(
    from end: Joint, among joints: [Joint], _ random: inout some RandomNumberGenerator
  ) -> Link? {
    var link = end.link
    var found: Link?
    for _ in 0..<Self.longestWay {
      let before = joints.filter { $0.consumer == link.source && $0.type == end.type }
      guard let next = before.randomElement(using: &random) else { break }
      link = next.link
      found = link
      if Bool.random(using: &random) { break }
    }
    return found
  }

  private func bypassed(
    _ child: RecombinedWorkflow, _ random: inout some RandomNumberGenerator
  ) -> RecombinedWorkflow? {
    let joints = Joint.joints(of: child.workflow, catalog)
    guard let end = joints.randomElement(using: &random) else { return nil }
    let before = joints.filter { $0.consumer == end.link.source && $0.type == end.type }
    guard let start = before.randomElement(using: &random) else { return nil }
    var bypassed = child
    for node in bypassed.workflow.nodes.indices {
      for input in bypassed.workflow.nodes[node].inputs.indices
      where bypassed.workflow.nodes[node].inputs[input].value == .link(end.link) {
        bypassed.workflow.nodes[node].inputs[input].value = .link(start.link)
      }
    }
    return bypassed
  }

  private func pruned(
    _ child: RecombinedWorkflow, _ random: inout some RandomNumberGenerator
  ) -> RecombinedWorkflow? {
    let outputs = child.workflow.nodes.indices.filter {
      catalog[child.workflow.nodes[$0].classType]?.isOutputNode == true
    }
    guard outputs.count > 1, let gone = outputs.randomElement(using: &random) else { return nil }
    var pruned = child
    let id = pruned.workflow.nodes.remove(at: gone).id
    let isTaken = pruned.workflow.links.contains { $0.source == id }
    return isTaken ? nil : pruned
  }
}
