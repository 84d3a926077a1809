import Generation
import JSON
import KnowledgeBase
public import WorkflowGraph

/// Whether what a wish says outright stands where it belongs in a completed workflow.
public struct WishPlacement: Equatable, Sendable {
  /// The share of the values asked for (`30 steps`) that stand at one of their inputs; `nil` when
  /// the wish names none.
  public var values: Double?
  /// Whether the wish's words stand in a text area for what is wanted; `nil` when gold has no such
  /// area.
  public var words: Bool?

  /// Nothing to place.
  public init() {}

  /// Looks for the wish in `workflow`; `nil` is an answer that cannot be read.
  public init(of prompt: String, in workflow: Workflow?, gold: Workflow, catalog: NodeCatalog) {
    let asked = ConceptLexicon.values(in: prompt)
    if !asked.isEmpty {
      let met = asked.count { concept in workflow?.nodes.contains(where: concept.isMet) ?? false }
      values = Double(met) / Double(asked.count)
    }
    if !Self.wanted(gold, catalog).isEmpty {
      words = workflow.map { Self.wanted($0, catalog).contains { $0.contains(prompt) } } ?? false
    }
  }

  /// The texts in the areas for what is wanted.
  private static func wanted(_ workflow: Workflow, _ catalog: NodeCatalog) -> [String] {
    let roles = TextRoles(workflow, catalog: catalog)
    return workflow.nodes.flatMap { node in
      node.inputs.compactMap { input in
        guard case .literal(let value) = input.value, let text = value.string,
          let definition = catalog[node.classType]?.resolvedInput(
            named: input.name,
            literal: { if case .literal(let value)? = node[$0] { value } else { nil } }),
          roles.role(of: definition, at: node) == .prompt
        else { return nil }
        return text
      }
    }
  }
}
