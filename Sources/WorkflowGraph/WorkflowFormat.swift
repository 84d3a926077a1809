public import JSON

/// The JSON forms a workflow comes in.
public enum WorkflowFormat: String, Sendable {
  /// The canvas form: nodes with positions, a link table.
  case ui
  /// The body of `/prompt`: nodes by id.
  case api
  /// Neither.
  case unknown

  /// Tells the form of a JSON value by its shape alone.
  ///
  /// UI: an object whose `nodes` is an array. API: a non-empty object in which at least one member
  /// is an object with a `class_type` text, or the same below the key `prompt`.
  public static func recognise(_ json: JSONValue) -> WorkflowFormat {
    guard let object = json.object else { return .unknown }
    if object["nodes"]?.array != nil { return .ui }
    if holdsNodes(object) { return .api }
    if let prompt = object["prompt"]?.object, holdsNodes(prompt) { return .api }
    return .unknown
  }

  private static func holdsNodes(_ object: JSONObject) -> Bool {
    object.contains { $0.value["class_type"]?.string != nil }
  }
}
