import WorkflowCode
import WorkflowGraph

/// A class type that a response may name, as the mask needs it.
final class OfferedNode: Sendable {
  /// An input that a link may feed, in a statement that writes no values.
  struct LinkInput: Sendable {
    var name: String
    /// Whether leaving it out would be an error that no default can mend.
    var isNeeded: Bool
    /// Whether it shows no widget, so that it is there for links.
    var isSocket: Bool
    /// By type of the offer, whether the input takes it.
    var takes: [Bool]
    /// The match-type template that the input belongs to.
    var template: String?
    /// Whether another input must be linked before it.
    var isBehindAnother: Bool
    /// The most tokens that its argument costs when it is written tightly.
    var cost: Int
  }

  /// One output.
  struct Output: Sendable {
    /// Its type among those of the offer; for an output that follows a template the wildcard.
    var type: Int
    /// The match-type template that the output follows.
    var template: String?
    /// What its variables are called before the number, by its place among those of the offer.
    var prefix: Int
  }

  let definition: NodeDefinition
  let links: [LinkInput]
  let outputs: [Output]
  /// The tokens that selecting it costs when they are written tightly.
  let selectionCost: Int
  /// The most tokens that a statement with all it needs costs when it is written tightly.
  let statementCost: Int
  let classType: String
  /// The class type as code spells it.
  let identifier: String
  /// The class type, where its identifier alone does not tell it.
  let comment: String?
  let isOutputNode: Bool
  /// The stage of a plan that names it.
  let stage: DesignPrinciple.Stage
  /// The tokens that its name costs in a plan when it is written tightly, by what stands before it.
  let planCosts: [DesignPrinciple.Lead: Int]
  /// The types of the outputs that follow no template.
  let ownTypes: [Int]
  /// The arguments of a statement that has none yet.
  let arguments: ArgumentOrder
  /// By type, the cheapest link input that takes the type and may come first.
  let entries: [Int?]
  /// By type, the most tokens of a statement that takes a variable of it, with all it needs; the
  /// largest number where none may come first.
  let entryCosts: [Int]

  init(
    _ definition: NodeDefinition, stage: DesignPrinciple.Stage, links: [LinkInput],
    outputs: [Output], typeCount: Int, _ costs: StatementCosts, prefixes: [String]
  ) {
    self.definition = definition
    self.links = links
    self.outputs = outputs
    classType = definition.classType
    identifier = costs.identifiers.identifier(for: definition.classType)
    comment =
      costs.identifiers.needsComment(definition.classType) ? definition.classType : nil
    selectionCost = costs.selection(definition.classType)
    let statementCost = costs.statement(
      identifier, prefixes: prefixes, needed: links.filter(\.isNeeded).map(\.name),
      comment: comment)
    self.statementCost = statementCost
    isOutputNode = definition.isOutputNode
    self.stage = stage
    planCosts = costs.plan(definition.classType, stage: stage)
    ownTypes = outputs.filter { $0.template == nil }.map(\.type)
    arguments = ArgumentOrder(definition)
    entries = (0..<typeCount).map { Self.entry(of: $0, links) }
    entryCosts = entries.map { entry in
      guard let link = entry.map({ links[$0] }) else { return .max }
      return statementCost + (link.isNeeded ? 0 : link.cost)
    }
  }

  private static func entry(of type: Int, _ links: [LinkInput]) -> Int? {
    let fitting = links.indices.filter {
      links[$0].takes[type] && (links[$0].isNeeded || !links[$0].isBehindAnother)
    }
    return fitting.first { links[$0].isNeeded }
      ?? fitting.min { links[$0].cost < links[$1].cost }
  }
}

/// The spelling of statements, and what it costs.
struct StatementCosts: Sendable {
  let identifiers: ClassIdentifiers
  let vocabulary: ConstraintVocabulary
  /// The most tokens that any variable costs.
  var variable = 0

  /// Numbers of variables are counted up to this many digits.
  static let digits = 3

  /// The tokens of a variable.
  func variable(_ prefix: String) -> Int { vocabulary.tightCost(prefix + "_") + Self.digits }

  /// The tokens that selecting a class type costs, with what stands before it.
  func selection(_ classType: String) -> Int {
    max(vocabulary.tightCost("[\"" + classType), vocabulary.tightCost("\", \"" + classType))
  }

  /// The tokens that naming a class type in a plan costs, by what stands before it.
  func plan(_ classType: String, stage: DesignPrinciple.Stage) -> [DesignPrinciple.Lead: Int] {
    Dictionary(
      uniqueKeysWithValues: DesignPrinciple.Lead.allCases.map {
        ($0, vocabulary.tightCost($0.text(stage) + classType))
      })
  }

  /// The tokens of an argument that is a link.
  func link(_ lead: String) -> Int { vocabulary.tightCost(lead) + variable }

  /// The tokens of a statement that takes only the links in `needed`.
  func statement(
    _ identifier: String, prefixes: [String], needed: [String], comment: String?
  ) -> Int {
    let targets = prefixes.isEmpty ? "_" : prefixes.map { $0 + "_000" }.joined(separator: ", ")
    var cost = vocabulary.tightCost(targets + " = " + identifier)
    var spelling = ArgumentOrder.Spelling(isFirst: true, isInTail: false)
    for name in needed {
      cost += link(spelling.lead(for: name))
      spelling.isFirst = false
      if !CodeSpelling.isArgumentName(name) { spelling.isInTail = true }
    }
    return cost + closing(spelling, comment: comment)
  }

  /// The tokens of what ends a statement.
  func closing(_ spelling: ArgumentOrder.Spelling, comment: String?) -> Int {
    vocabulary.tightCost(spelling.closing(comment: comment))
  }
}
