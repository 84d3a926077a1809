public import JSON

/// Transcripts as JSON Lines, the form in which samples are stored.
///
/// One object a line: `id`, `prompt`, `candidates`, `selected`, `principle`, `code`.
extension Transcript {
  /// The transcript as one JSON object.
  public func json(id: String) -> JSONValue {
    [
      "id": .string(id), "prompt": .string(prompt),
      "candidates": .array(candidates.map { .string($0) }),
      "selected": .array(response.selectedNodes.map { .string($0) }),
      "principle": .string(response.designPrinciple), "code": .string(response.code),
    ]
  }

  /// Reads the object that ``json(id:)`` writes; `nil` when a member is missing.
  public init?(json: JSONValue) {
    guard let prompt = json["prompt"]?.string,
      let candidates = json["candidates"]?.array?.compactMap(\.string),
      let selected = json["selected"]?.array?.compactMap(\.string),
      let principle = json["principle"]?.string, let code = json["code"]?.string
    else { return nil }
    self.init(
      prompt: prompt, candidates: candidates,
      response: Response(selectedNodes: selected, designPrinciple: principle, code: code))
  }
}
