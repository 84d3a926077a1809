/// Why a workflow has no code.
public enum WorkflowCodeError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The nodes with these ids feed each other in a circle.
  case dependencyCycle([String])
  /// A link comes from a node that does not exist.
  case missingNode(node: String, input: String, source: String)
  /// A link comes from an output that the source's class type does not have.
  case slotOutOfRange(node: String, input: String, source: String, slot: Int, outputs: Int)
  /// Two nodes have this id.
  case duplicateID(String)
  /// A class type cannot stand in a comment: it holds a line break or hangs on outer blanks.
  case unprintableClassType(node: String, classType: String)

  /// One sentence.
  public var description: String {
    switch self {
    case .dependencyCycle(let ids):
      "dependency_cycle: nodes \(ids.joined(separator: ", ")) feed each other in a circle;"
        + " remove one of the links between them"
    case .missingNode(let node, let input, let source):
      "node \(node), input \"\(input)\": the link comes from node \(source), which does not exist"
    case .slotOutOfRange(let node, let input, let source, let slot, let outputs):
      "slot_out_of_range: node \(node), input \"\(input)\": the link comes from output \(slot)"
        + " of node \(source), which has \(outputs)"
    case .duplicateID(let id):
      "two nodes have the id \(id); ids must be unique"
    case .unprintableClassType(let node, let classType):
      "node \(node): the class type \"\(classType)\" cannot be written in a comment"
    }
  }
}
