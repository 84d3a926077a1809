public import JSON

/// Transcripts as JSON Lines, the form in which samples are stored.
///
/// One object a line: `id`, `prompt`, `candidates`, `example` if there is one, `selected`,
/// `principle`, `code`.
extension Transcript {
  /// The transcript as one JSON object.
  public func json(id: String) -> JSONValue {
    var members = JSONObject([
      ("id", .string(id)), ("prompt", .string(prompt)),
      ("candidates", .array(candidates.map { .string($0) })),
    ])
    if let example { members["example"] = .string(example) }
    members["selected"] = .array(response.selectedNodes.map { .string($0) })
    members["principle"] = .string(response.designPrinciple)
    members["code"] = .string(response.code)
    return .object(members)
  }

  /// Reads the object that ``json(id:)`` writes; `nil` when a member is missing.
  public init?(json: JSONValue) {
    guard let prompt = json["prompt"]?.string,
      let candidates = json["candidates"]?.array?.compactMap(\.string),
      let selected = json["selected"]?.array?.compactMap(\.string),
      let principle = json["principle"]?.string, let code = json["code"]?.string
    else { return nil }
    self.init(
      prompt: prompt, candidates: candidates, example: json["example"]?.string,
      response: Response(selectedNodes: selected, designPrinciple: principle, code: code))
  }
}
