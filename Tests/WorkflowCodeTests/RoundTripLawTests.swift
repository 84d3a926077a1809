import JSON
import TestSupport
import Testing
import WorkflowCode
import WorkflowGraph

/// Random acyclic workflows over the sample catalog, with awkward values and some unknown types.
private func randomWorkflow(_ generator: inout TestGenerator) -> Workflow {
  var workflow = Workflow()
  let count = Int.random(in: 1...12, using: &generator)
  for number in 0..<count {
    let isUnknown = Int.random(in: 0..<8, using: &generator) == 0
    guard let definition = sampleCatalog.definitions.randomElement(using: &generator) else { break }
    var inputs: [NodeInput] = []
    let names = definition.inputs.map(\.name) + ["odd name", "x", "None", "图"]
    for name in names where Bool.random(using: &generator) {
      inputs.append(NodeInput(name: name, value: randomValue(workflow, &generator)))
    }
    inputs.shuffle(using: &generator)
    workflow.nodes.append(
      Node(
        id: "n\(number)", classType: isUnknown ? "Lost + Found" : definition.classType,
        inputs: inputs))
  }
  workflow.nodes.shuffle(using: &generator)
  return workflow
}

private func randomValue(_ workflow: Workflow, _ generator: inout TestGenerator) -> InputValue {
  if let source = workflow.nodes.randomElement(using: &generator), Bool.random(using: &generator) {
    let outputs = sampleCatalog[source.classType]?.outputs.count ?? 3
    if outputs > 0 {
      return .link(Link(source: source.id, slot: Int.random(in: 0..<outputs, using: &generator)))
    }
  }
  return .literal(randomLiteral(depth: 0, &generator))
}

private func randomLiteral(depth: Int, _ generator: inout TestGenerator) -> JSONValue {
  switch Int.random(in: 0..<(depth < 3 ? 9 : 7), using: &generator) {
  case 0: return .null
  case 1: return .bool(Bool.random(using: &generator))
  case 2: return .int(Int.random(in: -5...5, using: &generator))
  case 3: return .double(Double.random(in: -2...2, using: &generator))
  case 4: return .number(JSONNumber(spelling: "18446744073709551615"))
  case 5: return .number(JSONNumber(spelling: "-1.50E-3"))
  case 6: return .string(randomText(&generator))
  case 7: return .array((0..<3).map { _ in randomLiteral(depth: depth + 1, &generator) })
  default:
    return .object(
      JSONObject(
        (0..<2).map { _ in (randomText(&generator), randomLiteral(depth: depth + 1, &generator)) }))
  }
}

private func randomText(_ generator: inout TestGenerator) -> String {
  let pieces = [
    "\"", "'", "\\", "\n", "\r", "\t", "\0", "\u{1B}", "\u{85}", "\u{2028}", "é", "火", "🔥", "#",
    "sub\\new", "a", " ", "{", "**", ",", "=", "\u{7F}",
  ]
  let count = Int.random(in: 0..<6, using: &generator)
  return (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
}

/// The workflow as the printed code should give it back: ids by statement, inputs by name.
func renumbered(_ workflow: Workflow, _ order: [Int]) -> [String] {
  var numbers: [String: String] = [:]
  for (statement, place) in order.enumerated() {
    numbers[workflow.nodes[place].id] = String(statement + 1)
  }
  return order.map { place in
    let node = workflow.nodes[place]
    let inputs = node.inputs.map { input in
      guard case .link(let link) = input.value else { return "\(input)" }
      return "\(input.name) \(numbers[link.source] ?? "?") \(link.slot)"
    }
    return "\(numbers[node.id] ?? "?") \(node.classType) \(inputs.sorted())"
  }
}

@Suite struct RoundTripLawTests {
  private let identifiers = ClassIdentifiers(sampleCatalog)

  @Test(arguments: PrintStyle.allCases)
  func parsingWhatWasPrintedGivesTheWorkflowBack(style: PrintStyle) throws {
    let printer = Printer(identifiers)
    let lowering = Lowering(identifiers)
    try forAll(count: 300, randomWorkflow) { workflow in
      let text = try printer.print(workflow, style: style)
      let (result, diagnostics) = lowering.read(text)
      #expect(diagnostics.isEmpty, "\(text)")
      let back = try #require(result)
      let order = try printer.order(of: workflow)
      let expected = renumbered(workflow, order)
      #expect(renumbered(back, Array(back.nodes.indices)) == expected, "\(text)")
    }
  }

  @Test func statementOrderDoesNotDependOnDocumentOrder() throws {
    let printer = Printer(identifiers)
    try forAll(seed: 9, randomWorkflow) { workflow in
      var reversed = workflow
      reversed.nodes.reverse()
      let (left, right) = (try printer.print(reversed), try printer.print(workflow))
      #expect(left == right)
    }
  }
}
