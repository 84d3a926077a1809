import Generation
import JSON
import KnowledgeBase
import Ranking
public import WorkflowGraph

/// Whether what a wish says outright stands where it belongs in a completed workflow.
public struct WishPlacement: Equatable, Sendable {
  /// The share of the values asked for (`30 steps`) that stand at one of their inputs; `nil` when
  /// the wish names none.
  public var values: Double?
  /// Whether the wish's words stand in a text area for what is wanted; `nil` when gold has no such
  /// area.
  public var words: Bool?
  /// The share of the tasks, ways and techniques asked for (`upscale`) that nodes which lead to an
  /// output meet; `nil` when the wish names none.
  public var deeds: Double?
  /// Whether something brought in, such as a picture, is only shown as it came; `nil` when nothing
  /// is brought in.
  public var isIdle: Bool?

  /// Nothing to place.
  public init() {}

  /// Looks for the wish in `workflow`; `nil` is an answer that cannot be read.
  public init(of prompt: String, in workflow: Workflow?, gold: Workflow, catalog: NodeCatalog) {
    let asked = ConceptLexicon.values(in: prompt)
    if !asked.isEmpty {
      let met = asked.count { concept in workflow?.nodes.contains(where: concept.isMet) ?? false }
      values = Double(met) / Double(asked.count)
    }
    let named = ConceptLexicon.standard.deeds(in: prompt)
    if !named.isEmpty {
      deeds = workflow.map { Coverage(named, catalog: catalog).result(of: $0).value ?? 0 } ?? 0
    }
    isIdle = workflow.flatMap { Self.isIdle($0, catalog) }
    if !Self.wanted(gold, catalog).isEmpty {
      words = workflow.map { Self.wanted($0, catalog).contains { $0.contains(prompt) } } ?? false
    }
  }

  private static func isIdle(_ workflow: Workflow, _ catalog: NodeCatalog) -> Bool? {
    let principle = DesignPrinciple(catalog: catalog)
    let brought = workflow.nodes.filter { principle.stage(of: $0.classType) == .input }
    let links = workflow.links
    return brought.isEmpty
      ? nil
      : brought.contains { node in
        links.filter { $0.source == node.id }.allSatisfy { link in
          workflow.node(link.target).map { catalog[$0.classType]?.isOutputNode == true } ?? false
        }
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
