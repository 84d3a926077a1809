public import WorkflowGraph

/// Something known of a workflow that hints at the files it loads.
public enum FileCue: Hashable, Comparable, Sendable {
  /// A node of this class type.
  case classType(String)
  /// A family of weights, by its concept's name.
  case family(String)
  /// A file that is loaded elsewhere.
  case file(String)

  /// Whether it also tells something when it is missing.
  var tellsByAbsence: Bool {
    if case .classType = self { true } else { false }
  }

  /// The class types of a workflow, and the families its nodes belong to.
  public static func cues(of workflow: Workflow) -> Set<FileCue> {
    let families = ConceptLexicon.standard.entries.map(\.concept).filter { concept in
      concept.kind == .family && workflow.nodes.contains(where: concept.isMet)
    }
    return Set(workflow.nodes.map { .classType($0.classType) } + families.map { .family($0.name) })
  }

  /// The families that a wish names.
  public static func cues(in wish: String) -> Set<FileCue> {
    Set(
      ConceptLexicon.standard.concepts(in: wish).filter { $0.kind == .family }
        .map { .family($0.name) })
  }

  /// The cue in one word, as files spell it.
  var text: String {
    switch self {
    case .classType(let name): "class/" + name
    case .family(let name): "family/" + name
    case .file(let name): "file/" + name
    }
  }

  /// Reads what ``text`` writes; a text without a kind is a class type.
  init(text: String) {
    let rest = String(text.drop { $0 != "/" }.dropFirst())
    switch text.prefix(while: { $0 != "/" }) {
    case "family": self = .family(rest)
    case "file": self = .file(rest)
    case "class": self = .classType(rest)
    default: self = .classType(text)
    }
  }
}
