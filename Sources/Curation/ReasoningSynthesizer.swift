public import Generation
import JSON
import WorkflowCode
public import WorkflowGraph

/// Writes reasoning samples: for a curated workflow the wish, the selected nodes, the plan and
/// the code, as the transcript the model learns from.
///
/// Source: ComfyUI-R1, section 3.2. Differs: (1) every text is written by rule from the graph or
/// is a human description, none by a language model; (2) nodes are selected in the order the code
/// uses them; (3) the code is the compact form (``CompactForm``).
public struct ReasoningSynthesizer: Sendable {
  private let catalog: NodeCatalog
  private let compact: CompactForm
  private let printer: Printer

  /// Makes a synthesizer for workflows whose class types `catalog` knows.
  public init(catalog: NodeCatalog) {
    self.catalog = catalog
    compact = CompactForm(catalog: catalog)
    printer = Printer(ClassIdentifiers(catalog))
  }

  /// The response that a perfect model would give for `workflow`.
  ///
  /// - Throws: The printer's error for a workflow with a cycle.
  public func response(for workflow: Workflow) throws -> Response {
    let short = compact.abbreviate(workflow)
    let ordered = try printer.order(of: short).map { short.nodes[$0] }
    var selected: [String] = []
    for node in ordered where !selected.contains(node.classType) { selected.append(node.classType) }
    return Response(
      selectedNodes: selected,
      designPrinciple: DesignPrinciple(catalog: catalog).text(for: ordered),
      code: try printer.print(short, style: .compact))
  }

  /// A writer of wishes for `entry`, whose graph is `workflow`.
  public func instructions(for entry: CorpusEntry, workflow: Workflow) -> InstructionWriter {
    InstructionWriter(
      facts: WorkflowFacts(workflow), names: entry.names, descriptions: entry.descriptions,
      subject: subject(of: workflow))
  }

  /// A writer of wishes for a recombined workflow, of which nobody has written anything.
  func instructions(for recombined: RecombinedWorkflow) -> InstructionWriter {
    InstructionWriter(
      facts: WorkflowFacts(recombined.workflow), names: [], descriptions: [],
      subject: subject(of: recombined.workflow))
  }

  /// The first words of the longest positive text.
  private func subject(of workflow: Workflow) -> String? {
    let roles = TextRoles(workflow, catalog: catalog)
    var longest = ""
    for node in workflow.nodes {
      guard let definition = catalog[node.classType] else { continue }
      for input in definition.inputs where roles.role(of: input, at: node) == .prompt {
        guard case .literal(let value)? = node[input.name], let text = value.string else {
          continue
        }
        if text.count > longest.count { longest = text }
      }
    }
    let words = InstructionWriter.clean(longest).split(separator: " ").prefix(8)
    return words.count < 2 ? nil : words.joined(separator: " ")
  }
}
