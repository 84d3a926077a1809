/// What the language model reads and writes for one prompt: model input and response together.
///
/// Training, inference, reward and evaluation all use this one format. As text:
///
///     <|prompt|>WISH<|candidates|>NAME, NAME(TYPE,…):TYPE,…<workflow>
///     EXAMPLE
///     </workflow><|answer|>
///     <selected_nodes>["NAME", "NAME"]</selected_nodes>
///     <design_principle>PLAN</design_principle>
///     <workflow>
///     CODE
///     </workflow><|end|>
///
/// The names in `<|…|>` and the six tags are control tokens: a user's text can never spell them.
///
/// Source: ComfyUI-R1 (arXiv 2506.09790), figure 2. Differs: (1) the task instruction and the
/// format section are left out, since a small model learns one task; (2) a candidate the
/// vocabulary knows is a bare name, any other carries a signature line; (3) the code is in the
/// compact style and leaves inputs at their catalog default unwritten; (4) the places of the
/// user's words are ``TextPlaceholder``s; (5) the wiring of a known workflow that may be a good start
/// is shown as an example, since a small model copies better than it remembers. Without one all from
/// `<workflow>` to `</workflow>` is left out.
public struct Transcript: Equatable, Sendable {
  /// The user's wish.
  public var prompt: String
  /// The class types offered, in the order shown.
  public var candidates: [String]
  /// The code of a known workflow without its values, or `nil`.
  public var example: String?
  /// The response.
  public var response: Response

  /// Makes a transcript.
  public init(
    prompt: String, candidates: [String], example: String? = nil, response: Response
  ) {
    self.prompt = prompt
    self.candidates = candidates
    self.example = example
    self.response = response
  }
}

/// The three parts of a response.
public struct Response: Equatable, Sendable {
  /// The class types named, in the order of their first use in the code.
  public var selectedNodes: [String]
  /// The plan in prose.
  public var designPrinciple: String
  /// The program, one statement per line.
  public var code: String

  /// Makes a response.
  public init(selectedNodes: [String], designPrinciple: String, code: String) {
    self.selectedNodes = selectedNodes
    self.designPrinciple = designPrinciple
    self.code = code
  }
}

/// The control tokens of the transcript format, by their spelling.
public enum TranscriptTag: String, CaseIterable, Sendable {
  /// Opens the model input.
  case prompt = "<|prompt|>"
  /// Opens the list of candidate nodes.
  case candidates = "<|candidates|>"
  /// Ends the model input.
  case answer = "<|answer|>"
  /// Ends the response.
  case end = "<|end|>"
  /// Opens the list of selected nodes.
  case openSelection = "<selected_nodes>"
  /// Closes the list of selected nodes.
  case closeSelection = "</selected_nodes>"
  /// Opens the plan.
  case openPrinciple = "<design_principle>"
  /// Closes the plan.
  case closePrinciple = "</design_principle>"
  /// Opens the program.
  case openWorkflow = "<workflow>"
  /// Closes the program.
  case closeWorkflow = "</workflow>"
}

/// Words of the user that a program names instead of repeating them.
///
/// A small model copies long texts badly, so it writes the placeholder and the words are put in
/// afterwards (``PromptWords``).
public enum TextPlaceholder: String, CaseIterable, Sendable {
  /// The user's wish.
  case prompt = "$prompt"
  /// What the user does not want to see.
  case negative = "$negative"
}
