import KnowledgeBase
import Validation
import WorkflowGraph

/// Finds a known class that can take the place of a node whose class is unknown.
///
/// A stand-in knows every link of the node by its name and takes its type, makes at the same slots
/// what others take from the node, and needs no further link. That alone fits by chance, so it also
/// has to know most of the node's inputs (the same node under another name), or to have a name like
/// the node's and find all it requires there (the node does the same and more). Where the node only
/// hands on a type that it takes, passing it over says less than a guess would: then most of its
/// inputs must be known, three at least, and its name must speak for it. Where it ends the flow, any
/// output node would do, so all that a stand-in requires must be there.
enum StandIn {
  /// Of so many inputs of the node, a stand-in that is no namesake knows at least one less.
  private static let mostOf = 3
  /// The shortest piece of a name that says what a node is for.
  private static let shortestPiece = 8

  /// The likeliest class: it knows most inputs, then lacks fewest, then is the most usual.
  ///
  /// - Parameters:
  ///   - place: The node of an unknown class, or of none (an empty name).
  ///   - draft: The workflow.
  /// - Returns: The class, or `nil` when none or more than one is likeliest.
  static func of(_ place: Int, _ draft: RepairDraft) -> NodeDefinition? {
    let node = draft.nodes[place]
    let takers = draft.takers(of: node.id)
    var best: (definition: NodeDefinition, score: (Int, Int, Int))?
    var isTied = false
    for classType in candidates(node, draft.knowledge) {
      guard let definition = draft.knowledge.exact(classType),
        draft.knowledge.mayBeUsed(definition),
        takers.isEmpty ? definition.isOutputNode : makes(definition, takers, draft),
        let fit = Fit(definition, at: place, takers, draft), fit.isLikely
      else { continue }
      let score = (fit.known, -fit.lacking, draft.knowledge.producers.popularity(of: classType))
      if let known = best?.score, score <= known {
        isTied = isTied || score == known
        continue
      }
      (best, isTied) = ((definition, score), false)
    }
    return isTied ? nil : best?.definition
  }

  /// The usual loader of what others take from a loader of an unknown class.
  ///
  /// - Parameters:
  ///   - place: The node.
  ///   - draft: The workflow.
  /// - Returns: A class that needs no link, and its slot for each slot that others take from;
  ///   `nil` when the node's name does not speak of loading, or no usual loader makes all of it.
  static func loader(
    _ place: Int, _ draft: RepairDraft
  ) -> (definition: NodeDefinition, slots: [Int: Int])? {
    let node = draft.nodes[place]
    guard isLoader(node.classType), draft.links(place).isEmpty else { return nil }
    var wanted: [Int: SocketType] = [:]
    for taker in draft.takers(of: node.id) {
      guard let input = draft.input(taker.input, of: taker.place), !WidgetOrder.hasWidget(input)
      else { continue }
      let type = LinkTypes.wanted(input, at: taker.place, draft)
      if type != .any { wanted[taker.link.slot] = type }
    }
    guard let first = wanted.keys.min(), let type = wanted[first] else { return nil }
    for classType in draft.knowledge.producers.producers(of: type.name)
    where isLoader(classType) && draft.knowledge.producers.popularity(of: classType) > 0 {
      guard let definition = draft.knowledge.exact(classType),
        draft.knowledge.mayBeAdded(definition), standsAlone(definition, draft),
        let slots = slots(of: definition, for: wanted)
      else { continue }
      return (definition, slots)
    }
    return nil
  }

  private static func isLoader(_ classType: String) -> Bool {
    classType.lowercased().contains("load")
  }

  /// Whether a class needs no link, and no value that only the user knows.
  private static func standsAlone(_ definition: NodeDefinition, _ draft: RepairDraft) -> Bool {
    definition.inputs.allSatisfy { input in
      input.presence != .required
        || WidgetOrder.hasWidget(input)
          && draft.knowledge.usualValue(
            of: input, in: definition.classType, cues: draft.cues) != nil
    }
  }

  /// Which output makes what is wanted at each slot, each output once as far as there are enough.
  private static func slots(
    of definition: NodeDefinition, for wanted: [Int: SocketType]
  ) -> [Int: Int]? {
    var slots: [Int: Int] = [:]
    for (slot, type) in wanted.sorted(by: { $0.key < $1.key }) {
      let fitting = definition.outputs.indices.filter { index in
        definition.outputs[index].type != .any && type.accepts(definition.outputs[index].type)
      }
      guard let place = fitting.first(where: { !slots.values.contains($0) }) ?? fitting.first
      else { return nil }
      slots[slot] = place
    }
    return slots
  }

  /// The classes that know the node's first link, or without links any of its values.
  private static func candidates(_ node: Node, _ knowledge: RepairKnowledge) -> [String] {
    func classes(_ input: NodeInput) -> [String] {
      knowledge.classesByInput[String(input.name.prefix { $0 != "." })] ?? []
    }
    let linked = node.inputs.first { input in
      if case .link = input.value { true } else { false }
    }
    if let linked { return classes(linked) }
    var seen: Set<String> = []
    return node.inputs.flatMap(classes).filter { seen.insert($0).inserted }
  }

  /// Whether a class makes, at the slots that others take from, what they take.
  private static func makes(
    _ definition: NodeDefinition, _ takers: [RepairDraft.Taker], _ draft: RepairDraft
  ) -> Bool {
    takers.allSatisfy { taker in
      guard definition.outputs.indices.contains(taker.link.slot) else { return false }
      let type = definition.outputs[taker.link.slot].type
      guard type != .any, definition.outputs[taker.link.slot].matchTemplate == nil else {
        return false
      }
      guard let input = draft.input(taker.input, of: taker.place) else { return true }
      return draft.knowledge.check.accepts(
        type, from: definition.classType, at: input, of: draft.nodes[taker.place].classType)
        && LinkTypes.wanted(input, at: taker.place, draft).accepts(type)
    }
  }

  /// How well a class fits a node.
  private struct Fit {
    /// Inputs of the node that the class has too.
    var known = 0
    /// Required inputs of the class that the node lacks; all of them have usual values.
    var lacking = 0
    var isLikely = false

    /// `nil` when the class does not know a link of the node, or needs one that is not there.
    init?(
      _ definition: NodeDefinition, at place: Int, _ takers: [RepairDraft.Taker],
      _ draft: RepairDraft
    ) {
      let node = draft.nodes[place]
      var inputs: [String: InputDefinition] = [:]
      for input in definition.expandedInputs(node.literal) { inputs[input.name] = input }
      var carried: [SocketType] = []
      for given in node.inputs {
        guard case .link(let link) = given.value else {
          if inputs[given.name].map(WidgetOrder.hasWidget) == true { known += 1 }
          continue
        }
        guard let input = inputs[given.name] else { return nil }
        known += 1
        guard let type = LinkTypes.carried(link, draft), let source = draft.sourceClass(of: link)
        else { continue }
        guard
          draft.knowledge.check.accepts(type, from: source, at: input, of: definition.classType)
        else { return nil }
        carried.append(type)
      }
      for input in inputs.values where input.presence == .required && node[input.name] == nil {
        let usual = draft.knowledge.usualValue(
          of: input, in: definition.classType, cues: draft.cues)
        if !WidgetOrder.hasWidget(input) || usual == nil { return nil }
        lacking += 1
      }
      let made = Set(
        takers.filter { draft.definition($0.place) != nil }
          .map { definition.outputs[$0.link.slot].type.name })
      let isNew = made.contains { name in !carried.contains { $0.name == name } }
      let isSame = known * StandIn.mostOf >= node.inputs.count * (StandIn.mostOf - 1)
      let piece = StandIn.sharedPiece(definition.classType, node.classType)
      if takers.isEmpty {
        isLikely = known >= 2 && lacking == 0 && (isSame || piece.isMost)
      } else if isNew {
        isLikely =
          known + made.count >= 2 && (isSame && lacking <= known || lacking == 0 && piece.isMost)
      } else {
        isLikely = known >= 3 && isSame && (piece.isTelling || node.classType.isEmpty)
      }
    }
  }

  /// Whether the longest piece that two class names share says what a node is for, and whether it
  /// is also most of the known name.
  private static func sharedPiece(
    _ known: String, _ given: String
  ) -> (isTelling: Bool, isMost: Bool) {
    let known = folded(known), given = folded(given)
    var longest = 0
    var row = [Int](repeating: 0, count: given.count + 1)
    for byte in known {
      var diagonal = 0
      for (column, other) in given.enumerated() {
        let above = row[column + 1]
        row[column + 1] = byte == other ? diagonal + 1 : 0
        longest = max(longest, row[column + 1])
        diagonal = above
      }
    }
    let isTelling = longest >= shortestPiece
    return (isTelling, isTelling && longest * mostOf >= known.count * (mostOf - 1))
  }

  private static func folded(_ name: String) -> [UInt8] {
    name.utf8.compactMap { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte + 0x20
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
      default: nil
      }
    }
  }
}
