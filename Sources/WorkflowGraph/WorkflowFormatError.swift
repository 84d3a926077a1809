/// Why a file is no workflow.
public enum WorkflowFormatError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The JSON value has the wrong kind at `place`.
  case notAWorkflow(place: String, expected: String)
  /// An API node lacks `class_type`.
  case nodeWithoutClassType(id: String)
  /// Subgraphs unfold into more nodes than can be read.
  case tooManyNodes(limit: Int)
  /// A picture or file holds no workflow.
  case nothingEmbedded(format: String)
  /// A picture's workflow text is no JSON.
  case damagedEmbedding(format: String, reason: String)
  /// A picture that cannot take a workflow in.
  case damagedPicture(format: String, reason: String)

  /// One sentence: what, where, what to do.
  public var description: String {
    switch self {
    case .notAWorkflow(let place, let expected):
      "not a ComfyUI workflow: \(place) is not \(expected); export the file from ComfyUI again"
    case .nodeWithoutClassType(let id):
      "node \"\(id)\" has no class_type; an API workflow needs one for every node"
    case .tooManyNodes(let limit):
      "the subgraphs unfold into more than \(limit) nodes; the file is damaged or hostile"
    case .nothingEmbedded(let format):
      "the \(format) holds no workflow; use a picture saved by ComfyUI or the JSON file itself"
    case .damagedEmbedding(let format, let reason):
      "the workflow inside the \(format) is damaged: \(reason); use the JSON file itself"
    case .damagedPicture(let format, let reason):
      "the picture is no whole \(format): \(reason); save it again"
    }
  }
}
