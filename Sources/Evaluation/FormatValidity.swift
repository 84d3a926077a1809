import Generation
public import WorkflowGraph

/// Which conditions of format validity an answer meets.
///
/// FV = the tags can be extracted, the code parses, every name is in the node knowledge base, and
/// the graph is a valid DAG. FV-cand asks that the names are among the candidates as well. Names
/// are those of the selection and those of the code.
///
/// Source: ComfyUI-R1 (arXiv 2506.09790), section 4; what "exists" and "valid" mean there is
/// unknown. An answer given as bare workflow has its tags granted. Tags are read as in the paper
/// (first pair of each name); ``isStrict`` says whether nothing else stands around them.
public struct FormatValidity: Equatable, Sendable {
  /// All three parts are there.
  public var areTagsPresent = false
  /// Each pair of tags occurs once, in order, with only blanks outside.
  public var isStrict = false
  /// The code is a valid program.
  public var isParsed = false
  /// Every name is in the catalog.
  public var areNamesKnown = false
  /// Every name is among the candidates.
  public var areNamesOffered = false
  /// At least one node, no cycle, every link from an output that exists.
  public var isGraph = false

  /// FV.
  public var isValid: Bool { areTagsPresent && isParsed && areNamesKnown && isGraph }
  /// FV-cand.
  public var isValidWithCandidates: Bool { isValid && areNamesOffered }
}

/// An answer taken apart.
public struct ReadAnswer: Sendable {
  /// The conditions of format validity.
  public var format = FormatValidity()
  /// The workflow of the code part, as the answer gives it.
  public var workflow: Workflow?
  /// Names that are not in the catalog.
  public var unknownNames = 0
  /// Known names that were not offered.
  public var foreignNames = 0
  /// Targets and links beyond a node's outputs.
  public var badSlots = 0
}

/// Takes answers apart.
public struct AnswerReader: Sendable {
  private let catalog: NodeCatalog
  private let classType: @Sendable (String) -> String
  private let readProgram: @Sendable (String) -> ProgramReading

  /// Prepares for one catalog.
  ///
  /// - Parameters:
  ///   - catalog: The node knowledge base.
  ///   - classType: The class type a selected name means; the name itself when it means none.
  ///   - readProgram: Reads the code part.
  public init(
    catalog: NodeCatalog, classType: @escaping @Sendable (String) -> String = { $0 },
    readProgram: @escaping @Sendable (String) -> ProgramReading
  ) {
    self.catalog = catalog
    self.classType = classType
    self.readProgram = readProgram
  }

  /// Takes one answer apart.
  public func read(_ answer: GivenAnswer, candidates: Set<String>) -> ReadAnswer {
    var read = ReadAnswer()
    var selection: [String] = []
    switch answer.content {
    case .none: return read
    case .workflow(let workflow):
      (read.format.areTagsPresent, read.format.isStrict) = (true, true)
      read.workflow = workflow
    case .text(let text):
      selection = readText(text, &read)
    }
    read.format.isParsed = read.workflow != nil
    let names = Set(selection).union(read.workflow?.nodes.map(\.classType) ?? [])
    read.unknownNames += names.count { !catalog.contains($0) }
    read.foreignNames = names.count { catalog.contains($0) && !candidates.contains($0) }
    read.format.areNamesKnown = read.unknownNames == 0
    read.format.areNamesOffered = read.unknownNames == 0 && read.foreignNames == 0
    if let workflow = read.workflow {
      let badLinks = badLinks(workflow)
      read.badSlots += badLinks.slots
      read.format.isGraph =
        !workflow.nodes.isEmpty && badLinks.slots + badLinks.sources == 0
        && TopologicalOrder(workflow, catalog: catalog).cycle.isEmpty
    }
    return read
  }

  /// Fills in what a response says; returns the selected names.
  private func readText(_ text: String, _ read: inout ReadAnswer) -> [String] {
    let isKnown = { (name: String) in catalog.contains(classType(name)) }
    let parts = TranscriptParser.parts(of: text, mode: .paper, isKnown: isKnown)
    read.format.areTagsPresent = parts.response != nil
    read.format.isStrict =
      TranscriptParser.parts(of: text, mode: .strict, isKnown: isKnown).response != nil
    if let code = parts.code {
      let program = readProgram(code)
      read.workflow = program.workflow
      read.unknownNames = program.unknownNames
      read.badSlots = program.badSlots
    }
    return (parts.selectedNodes ?? []).map(classType)
  }

  /// Links from outputs and from nodes that do not exist; unknown nodes have any output.
  private func badLinks(_ workflow: Workflow) -> (slots: Int, sources: Int) {
    let places = workflow.places
    var (slots, sources) = (0, 0)
    for link in workflow.links {
      guard let place = places[link.source] else {
        sources += 1
        continue
      }
      guard let definition = catalog[workflow.nodes[place].classType] else { continue }
      if !definition.outputs.indices.contains(link.slot) { slots += 1 }
    }
    return (slots, sources)
  }
}
