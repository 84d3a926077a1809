import JSON
import KnowledgeBase
import WorkflowGraph

/// Puts the values that a wish names outright, such as `30 steps` or `1024x768`, where they belong.
///
/// A value goes into the first of its inputs that some node has, at every node that has it, takes
/// the value and is meant; nothing happens where the wish is met already, or no node takes it.
/// Where several nodes take it, a size is not meant for one that enlarges beyond it, and is twice
/// as much for one that enlarges what is made of that size; a share of noise is not meant for one
/// that begins with nothing. A family of weights is a value too, where a loader has the choice: the
/// `type` of a text encoder.
struct AskedValues {
  private let concepts: [Concept]
  private let families: [JSONValue]
  private let catalog: NodeCatalog

  /// Reads the values of a wish.
  init(_ prompt: String, catalog: NodeCatalog) {
    let all = ConceptLexicon.standard.concepts(in: prompt)
    concepts = all.filter { $0.kind == .value }
    families = all.filter { $0.kind == .family }.map { .string($0.name) }
    self.catalog = catalog
  }

  /// Sets what is asked for in a workflow whose widgets all have values.
  func apply(to workflow: inout Workflow) {
    for concept in concepts where !isMet(concept, in: workflow) {
      for test in concept.tests where set(test, in: &workflow) { break }
    }
    for place in workflow.nodes.indices { setFamily(at: &workflow.nodes[place]) }
  }

  /// Whether the wish for a value is met; a size is by what makes a picture, where anything does.
  private func isMet(_ concept: Concept, in workflow: Workflow) -> Bool {
    let makers = workflow.nodes.filter { node in
      !isGivenPicture(node) && concept.tests.contains { takesSize($0, node) }
    }
    return (makers.isEmpty ? workflow.nodes : makers).contains(where: concept.isMet)
  }

  private func takesSize(_ test: Concept.Test, _ node: Node) -> Bool {
    guard case .size(let width, let height) = test,
      let definition = catalog[node.classType], definition.tier != .observed
    else { return false }
    return Concept.Test.sizes.contains { names in
      takes(Self.number(width), names.width, node, definition)
        && takes(Self.number(height), names.height, node, definition)
    }
  }

  /// Sets the type of a loader to the family asked for, unless it is one that is asked for.
  private func setFamily(at node: inout Node) {
    guard let type = node.literal(Self.type), !families.contains(type),
      let definition = catalog[node.classType],
      definition.inputs.contains(where: \.choicesAreFiles),
      let choices = definition.inputs.first(where: { $0.name == Self.type })?.choices,
      let family = families.first(where: choices.contains)
    else { return }
    node[Self.type] = .literal(family)
  }

  private static let type = "type"

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
    let isMade = meant.contains { !isGivenPicture(workflow.nodes[$0]) }
    for place in meant.isEmpty ? places : meant {
      let factor = values.count > 1 && isMade && isEnlarger(workflow.nodes[place]) ? 2.0 : 1
      for (name, value) in values {
        let value = value.double.map { Self.number($0 * factor) } ?? value
        workflow.nodes[place][name] = .literal(value)
      }
    }
    return !places.isEmpty
  }

  /// Whether a node makes a picture that it is given larger than `size`.
  private func enlarges(_ node: Node, beyond size: [(name: String, value: JSONValue)]) -> Bool {
    isGivenPicture(node)
      && size.allSatisfy { node.literal($0.name)?.double ?? 0 > $0.value.double ?? .infinity }
  }

  /// Whether a node is there to make what it is given larger.
  private func isEnlarger(_ node: Node) -> Bool {
    isGivenPicture(node) && Concept.reduced(node.classType).contains("upscale")
  }

  private func isGivenPicture(_ node: Node) -> Bool {
    let given: Set<String> = ["IMAGE", "LATENT", "MASK"]
    return (catalog[node.classType]?.inputs ?? []).contains { input in
      guard case .link? = node[input.name] else { return false }
      return input.presence == .required && given.contains(input.type.name)
    }
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
