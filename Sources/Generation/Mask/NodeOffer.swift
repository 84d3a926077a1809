import KnowledgeBase
import WorkflowCode
import WorkflowGraph

/// The nodes that a response may name.
///
/// These are the candidates that can be part of a whole workflow with the others; where there is
/// none, what they need for it too. Made once for a prompt, shared by its answers.
///
/// Invariants: every node can be fed by nodes before it in ``ranks``; from every node a chain leads
/// to an output node; both within the offer.
public final class NodeOffer: Sendable {
  let nodes: [OfferedNode]
  /// The types that links carry; the first is the wildcard.
  let types: [SocketType]
  let costs: StatementCosts
  /// What variables are called before their number.
  let prefixes: [String]
  /// The most tokens of one statement with all it needs.
  let largestStatement: Int
  /// How far each node is from nothing: it can be fed by nodes of lower rank.
  let ranks: [Int]
  /// The chains over all nodes.
  let routes: NodeRoutes
  /// What is known of each node beforehand; empty when nothing is.
  let leanings: [Leaning]
  /// How surely each node leads to each other; empty when nothing is known.
  let leads: [[Double]]
  /// The nodes that take a result of each node at an input of its type; what shows anything does
  /// not count.
  let takers: [[Int]]
  /// The nodes that meet each deed asked for which some node meets.
  let deeds: [[Int]]
  private let places: [String: Int]

  /// The wildcard among the types.
  static let anyType = 0

  init(
    candidates: [String], leanings: [Leaning] = [], catalog: NodeCatalog,
    identifiers: ClassIdentifiers,
    vocabulary: ConstraintVocabulary, supply: SupplyIndex
  ) {
    let closure = OfferClosure(candidates, catalog: catalog, supply: supply)
    types = closure.types
    var costs = StatementCosts(identifiers: identifiers, vocabulary: vocabulary)
    let definitions = closure.definitions
    let outputs = definitions.map { definition in
      definition.outputs.map { CodeSpelling.variablePrefix(for: $0.type) }
    }
    let prefixes = Array(Set(outputs.joined())).sorted()
    costs.variable = prefixes.map(costs.variable).max() ?? 0
    self.prefixes = prefixes
    self.costs = costs
    let principle = DesignPrinciple(catalog: catalog)
    nodes = zip(definitions, outputs).map { definition, names in
      Self.node(
        definition, principle.stage(of: definition.classType), names,
        names.map { prefixes.firstIndex(of: $0) ?? 0 }, closure.types, costs)
    }
    takers = Self.takers(nodes)
    largestStatement = nodes.map(\.statementCost).max() ?? 0
    ranks = closure.ranks
    routes = NodeRoutes(
      nodes, members: Array(nodes.indices), typeCount: closure.types.count)
    let known = Dictionary(
      zip(candidates, leanings.indices), uniquingKeysWith: { first, _ in first })
    let rows = nodes.map { known[$0.classType] }
    self.leanings = leanings.isEmpty ? [] : rows.map { $0.map { leanings[$0] } ?? Leaning(odds: 0) }
    leads = self.leanings.map { leaning in
      rows.map { row in
        row.flatMap { leaning.leads.indices.contains($0) ? leaning.leads[$0] : nil } ?? 0
      }
    }
    deeds = Self.deeds(self.leanings)
    places = Dictionary(
      zip(nodes.map(\.classType), nodes.indices), uniquingKeysWith: { first, _ in first })
  }

  private static func deeds(_ leanings: [Leaning]) -> [[Int]] {
    let names = Set(leanings.flatMap(\.deeds)).sorted()
    return names.map { name in leanings.indices.filter { leanings[$0].deeds.contains(name) } }
  }

  private static func takers(_ nodes: [OfferedNode]) -> [[Int]] {
    nodes.indices.map { maker in
      nodes.indices.filter { taker in
        taker != maker
          && nodes[taker].links.contains { link in
            link.takes.contains(false) && nodes[maker].ownTypes.contains { link.takes[$0] }
          }
      }
    }
  }

  /// The place of a class type among the nodes.
  func place(of classType: String) -> Int? { places[classType] }

  /// By type of the offer, whether an input takes it.
  func takes(_ input: InputDefinition) -> [Bool] {
    types.map { OfferedType.takes($0, at: input) }
  }

  /// The chains over some nodes only.
  func routes(over members: [Int]) -> NodeRoutes {
    NodeRoutes(nodes, members: members, typeCount: types.count)
  }

  /// The most tokens that one more step can add to the shortest ending by chains of `routes`.
  func largestStep(_ routes: NodeRoutes) -> Int { largestStatement + 2 * routes.largestCost + 64 }

  private static func node(
    _ definition: NodeDefinition, _ stage: DesignPrinciple.Stage, _ names: [String],
    _ prefixes: [Int], _ types: [SocketType], _ costs: StatementCosts
  ) -> OfferedNode {
    let inputs = ArgumentOrder.linkable(definition)
    let predecessors = StatementDefaults.predecessors(of: definition)
    let links = inputs.map { input in
      OfferedNode.LinkInput(
        name: input.name, isNeeded: ArgumentOrder.mustBeLinked(input),
        isSocket: !WidgetOrder.hasWidget(input),
        takes: types.map { OfferedType.takes($0, at: input) },
        template: OfferedType.template(of: input),
        isBehindAnother: predecessors[input.name] != nil,
        cost: input.name.utf8.count + 10 + costs.variable)
    }
    let outputs = zip(definition.outputs, prefixes).map { output, prefix in
      OfferedNode.Output(
        type: output.matchTemplate == nil ? types.firstIndex(of: output.type) ?? 0 : 0,
        template: output.matchTemplate, prefix: prefix)
    }
    return OfferedNode(
      definition, stage: stage, links: links, outputs: outputs, typeCount: types.count, costs,
      prefixes: names)
  }
}
