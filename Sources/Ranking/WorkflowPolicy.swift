public import JSON
public import WorkflowGraph

/// A thing that a workflow may not make ComfyUI do without its owner's leave.
public enum PolicyRule: String, Sendable, CaseIterable {
  /// A text holds a NUL.
  case nul
  /// A value leaves the folder it is meant for.
  case parentFolder = "parent-folder"
  /// A value names a place outside ComfyUI's folders.
  case outsideFolders = "outside-folders"
  /// A value names a place in the network.
  case networkAddress = "network-address"
  /// A node takes the name of a file from a text that is only made when it runs.
  case madeName = "made-name"
  /// A node evaluates a text.
  case runsCode = "runs-code"
  /// A node is made to reach for an address.
  case reachesNetwork = "reaches-network"
}

/// One thing the policy does not like, and where.
public struct PolicyFinding: Equatable, Sendable {
  /// The rule.
  public let rule: PolicyRule
  /// The node.
  public let nodeID: String
  /// Its class type.
  public let classType: String
  /// The input, or `nil` when it is about the node.
  public let input: String?
  /// What is wrong, for a person.
  public let sentence: String

  /// The finding as `rank.json`, manifests and `validate` tell it.
  public var json: JSONValue {
    [
      "rule": .string(rule.rawValue), "node": .string(nodeID), "class": .string(classType),
      "input": input.map { .string($0) } ?? .null, "sentence": .string(sentence),
    ]
  }
}

/// What a workflow may not make ComfyUI do, as it is code for the one who runs it: run code, reach
/// for files outside ComfyUI's own folders, or for the network.
///
/// Values are judged by what the catalog says of their input:
///
/// | Input | Its text |
/// |---|---|
/// | names files (`lora_name`, `url` …, any of a node that loads or saves) | stays in its folder |
/// | is free text (a text area, or called so) | may hold anything but a NUL |
/// | offers choices | may be any of them |
/// | any other | is not as a whole a place outside or an address |
///
/// Of class types only those beside ComfyUI's own are judged. Those in `safeClasses` the owner
/// trusts: their addresses and their code pass, names outside the folders do not.
public struct WorkflowPolicy: Equatable, Sendable {
  /// What a finding does to an answer.
  public enum Mode: String, Sendable {
    /// It is not ranked.
    case block
    /// It is ranked, and the finding is told with it.
    case flag
  }

  /// What a finding does.
  public var mode: Mode
  /// Class types that may run code or reach for addresses.
  public var safeClasses: Set<String>
  /// Whether a wish that names a paid service is offered the nodes that call it; others never are.
  public var offersNamedServices: Bool

  /// Makes a policy; the strict one when nothing is said.
  public init(
    mode: Mode = .block, safeClasses: Set<String> = [], offersNamedServices: Bool = true
  ) {
    self.mode = mode
    self.safeClasses = safeClasses
    self.offersNamedServices = offersNamedServices
  }

  /// Whether a node of this class is a finding whatever its values are.
  public func mistrusts(_ definition: NodeDefinition) -> Bool {
    let node = Node(id: "", classType: definition.classType)
    let isSafe = safeClasses.contains(definition.classType)
    return !NodePolicy(node: node, definition: definition, isSafe: isSafe).ofClass.isEmpty
  }

  /// Everything the policy does not like, in the order of nodes and inputs.
  ///
  /// - Complexity: O(nodes + texts).
  public func findings(in workflow: Workflow, _ catalog: NodeCatalog) -> [PolicyFinding] {
    let places = workflow.places
    return workflow.nodes.flatMap { node -> [PolicyFinding] in
      let judge = NodePolicy(
        node: node, definition: catalog[node.classType],
        isSafe: safeClasses.contains(node.classType))
      let made = node.inputs.compactMap { input -> PolicyFinding? in
        guard case .link(let link) = input.value, let place = places[link.source]
        else { return nil }
        return judge.made(input.name, by: workflow.nodes[place], link, catalog)
      }
      return judge.ofClass + judge.ofValues + made
    }
  }
}

/// The policy's look at one node.
private struct NodePolicy {
  let node: Node
  let definition: NodeDefinition?
  let isSafe: Bool

  // MARK: - What the node does

  /// Findings about the class type, of ComfyUI's own none.
  var ofClass: [PolicyFinding] {
    guard !isSafe, definition?.tier != .core else { return [] }
    let texts = textInputs
    let trust = "list the class in safe_nodes if you trust it"
    if let input = texts.first(where: { InputWords($0).areOfCode }) {
      return [finding(.runsCode, nil, "evaluates its input '\(input)' as code; \(trust)")]
    }
    if InputWords(node.classType).areOfEvaluation {
      return [finding(.runsCode, nil, "runs code; \(trust)")]
    }
    if let input = texts.first(where: { InputWords($0).areOfAddresses }) {
      return [
        finding(.reachesNetwork, nil, "reaches for the address in its input '\(input)'; \(trust)")
      ]
    }
    guard InputWords(node.classType).areOfAddresses else { return [] }
    return [finding(.reachesNetwork, nil, "reaches for the network; \(trust)")]
  }

  /// Inputs that take a text: those declared, or those that hold one where nothing is known.
  private var textInputs: [String] {
    if let definition, definition.tier != .observed {
      return definition.inputs.filter { $0.type.name == "STRING" }.map(\.name)
    }
    let given = node.inputs.filter { input in
      guard case .literal(let value) = input.value else { return false }
      return value.string != nil
    }.map(\.name)
    let declared = definition?.inputs.filter { $0.type.name == "STRING" }.map(\.name) ?? []
    return declared + given.filter { !declared.contains($0) }
  }

  // MARK: - What its values say

  var ofValues: [PolicyFinding] {
    node.inputs.compactMap { input in
      guard case .literal(let value) = input.value else { return nil }
      return Self.texts(value).lazy.compactMap { problem($0, of: input.name) }.first
    }
  }

  /// A name of a file to be written that another node makes of texts when it runs.
  ///
  /// A node that writes a file may hand on the name it gave it.
  func made(
    _ input: String, by source: Node, _ link: Link, _ catalog: NodeCatalog
  ) -> PolicyFinding? {
    guard !isSafe, definition?.isOutputNode != false, InputWords(input).areOfPlaces,
      let maker = catalog[source.classType], !maker.isOutputNode,
      maker.outputs.indices.contains(link.slot), maker.outputs[link.slot].type.name == "STRING"
    else { return nil }
    return PolicyFinding(
      rule: .madeName, nodeID: node.id, classType: node.classType, input: input,
      sentence: "The input '\(input)' of node \(node.id) (\(node.classType)) takes its name from"
        + " node \(source.id) (\(source.classType)), where it cannot be checked.")
  }

  private func problem(_ text: String, of input: String) -> PolicyFinding? {
    guard let rule = rule(text, of: input) else { return nil }
    let words =
      switch rule {
      case .nul: "holds a NUL"
      case .parentFolder: "leaves its folder"
      case .networkAddress: "names a place in the network"
      default: "names a place outside ComfyUI's folders"
      }
    return PolicyFinding(
      rule: rule, nodeID: node.id, classType: node.classType, input: input,
      sentence: "The input '\(input)' of node \(node.id) (\(node.classType)) \(words).")
  }

  private func rule(_ text: String, of input: String) -> PolicyRule? {
    if text.utf8.contains(0) { return .nul }
    let declared = definition?.input(input)
    // ComfyUI hands a node only what it declares; dynamic inputs have a point in their name.
    if definition?.tier == .core, declared == nil, !input.contains(".") { return nil }
    if declared?.choices?.contains(.string(text)) == true { return nil }
    if namesFile(input) {
      let rule = PathText(text).ruleOfName
      return rule == .networkAddress && isSafe ? nil : rule
    }
    let isFree = declared?.isMultiline == true || InputWords(input).areOfFreeText
    guard !isFree, let rule = PathText(text).ruleOfWhole else { return nil }
    return rule == .networkAddress && isSafe ? nil : rule
  }

  private func namesFile(_ input: String) -> Bool {
    let name = node.classType.lowercased()
    return name.contains("load") || name.contains("save") || InputWords(input).areOfFiles
  }

  /// All texts in a value, those in lists and objects too.
  private static func texts(_ value: JSONValue) -> [String] {
    switch value {
    case .string(let text): [text]
    case .array(let elements): elements.flatMap(texts)
    case .object(let object): object.members.flatMap { [$0.key] + texts($0.value) }
    case .null, .bool, .number: []
    }
  }

  private func finding(_ rule: PolicyRule, _ input: String?, _ words: String) -> PolicyFinding {
    PolicyFinding(
      rule: rule, nodeID: node.id, classType: node.classType, input: input,
      sentence: "Node \(node.id) (\(node.classType)) \(words).")
  }
}
