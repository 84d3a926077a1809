public import JSON
public import WorkflowGraph

/// Reads a workflow file of either format.
public enum WorkflowFile {
  /// The flat graph in `json`, whatever its format.
  ///
  /// - Throws: The format's own error, or ``WorkflowFormatError`` for an unknown form.
  public static func read(
    _ json: JSONValue, catalog: NodeCatalog
  ) throws(WorkflowFormatError) -> Workflow {
    switch WorkflowFormat.recognise(json) {
    case .ui: try UIFormat.read(json, catalog: catalog).workflow
    case .api: try APIFormat.read(json)
    case .unknown:
      throw .notAWorkflow(place: "the top level", expected: "a UI or API workflow")
    }
  }
}
