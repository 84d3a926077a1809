import JSON
import KnowledgeBase
import WorkflowGraph

/// Puts the values that a wish names outright, such as `30 steps` or `1024x768`, where they belong.
///
/// A value goes into the first of its inputs that some node has, at every node that has it, takes
/// the value and is meant; nothing happens where the wish is met already, or no node takes it.
/// Where several nodes take it, a size is not meant for one that enlarges beyond it, and a share of
/// noise not for one that begins with nothing.
struct AskedValues {
  private let concepts: [Concept]
  private let catalog: NodeCatalog

  /// Reads the values of a wish.
  init(_ prompt: String, catalog: NodeCatalog) {
    concepts = ConceptLexicon.values(in: prompt)
    self.catalog = catalog
  }

  /// Sets what is asked for in a workflow whose widgets all have values.
  func apply(to workflow: inout Workflow) {
    for concept in concepts where !workflow.nodes.contains(where: concept.isMet) {
      for test in concept.tests where set(test, in: &workflow) { break }
    }
  }

  /// Sets one test's values; `false` when no node takes them.
  private func set(_ test: Concept.Test, in workflow: inout Workflow) -> Bool {
    switch test {
    case .number(let inputs, let value):
      return inputs.contains { set([($0, Self.number(value))], in: &workflow) }
    case .text(let inputs, let value):
      return inputs.contains { set([($0, .string(value))], in: &workflow) }
    case .size(let width, let height):
      return Concept.Test.sizes.contains { names in
        set(
          [(names.width, Self.number(width)), (names.height, Self.number(height))], in: &workflow)
      }
    case .classType, .fileName: return false
    }
  }

  /// Sets inputs at every node that takes all of the values.
  private func set(
    _ values: [(name: String, value: JSONValue)], in workflow: inout Workflow
  ) -> Bool {
    let places = workflow.nodes.indices.filter { place in
      let node = workflow.nodes[place]
      guard let definition = catalog[node.classType], definition.tier != .observed else {
        return false
      }
      return values.allSatisfy { takes($0.value, $0.name, node, definition) }
    }
    let meant = places.filter { place in
      values.count > 1
        ? !enlarges(workflow.nodes[place], beyond: values)
        : values[0].name != "denoise" || !beginsWithNothing(workflow.nodes[place], in: workflow)
    }
    for place in meant.isEmpty ? places : meant {
      for (name, value) in values { workflow.nodes[place][name] = .literal(value) }
    }
    return !places.isEmpty
  }

  /// Whether a node makes a picture that it is given larger than `size`.
  private func enlarges(_ node: Node, beyond size: [(name: String, value: JSONValue)]) -> Bool {
    let given: Set<String> = ["IMAGE", "LATENT", "MASK"]
    let inputs = catalog[node.classType]?.inputs ?? []
    let isGiven = inputs.contains { input in
      guard case .link? = node[input.name] else { return false }
      return input.presence == .required && given.contains(input.type.name)
    }
    return isGiven
      && size.allSatisfy { node.literal($0.name)?.double ?? 0 > $0.value.double ?? .infinity }
  }

  /// Whether what a node samples comes from a node that is given nothing.
  private func beginsWithNothing(_ node: Node, in workflow: Workflow) -> Bool {
    node.inputs.contains { input in
      guard case .link(let link) = input.value,
        catalog[node.classType]?.inputs.first(where: { $0.name == input.name })?.type.name
          == "LATENT",
        let source = workflow.nodes.first(where: { $0.id == link.source })
      else { return false }
      return source.inputs.allSatisfy { if case .link = $0.value { false } else { true } }
    }
  }

  private static func number(_ value: Double) -> JSONValue {
    Int(exactly: value).map { .int($0) } ?? .number(JSONNumber(value))
  }

  private func takes(
    _ value: JSONValue, _ name: String, _ node: Node, _ definition: NodeDefinition
  ) -> Bool {
    guard node.literal(name) != nil,
      let input = definition.resolvedInput(named: name, literal: node.literal)
    else { return false }
    switch (input.type.name, value) {
    case ("INT", .number(let number)) where number.double.rounded() != number.double: return false
    case ("INT", .number(let number)), ("FLOAT", .number(let number)):
      return number.double >= input.minimum?.double ?? -.infinity
        && number.double <= input.maximum?.double ?? .infinity
    case (_, .string): return input.choices?.contains(value) ?? false
    default: return false
    }
  }
}
