import Evaluation
import JSON
import TestSupport
import WorkflowGraph

/// Five definitions, one workflow of them, and a reader of programs that knows three texts.
enum SmallSet {
  static let catalog = NodeCatalog([
    node("Loader", [], ["MODEL", "VAE"]),
    node("Encode", [("model", "MODEL")], ["CONDITIONING"]),
    node("Sampler", [("model", "MODEL"), ("positive", "CONDITIONING")], ["LATENT"]),
    node("Decode", [("samples", "LATENT"), ("vae", "VAE")], ["IMAGE"]),
    node("Save", [("images", "IMAGE")], [], isOutput: true),
    NodeDefinition(
      classType: "Seen", tier: .observed, outputs: [OutputDefinition(name: "", type: .any)]),
  ])

  static let gold = Workflow(nodes: [
    Node(id: "1", classType: "Loader"),
    Node(id: "2", classType: "Encode", inputs: [link("model", "1", 0)]),
    Node(
      id: "3", classType: "Sampler", inputs: [link("model", "1", 0), link("positive", "2", 0)]),
    Node(id: "4", classType: "Decode", inputs: [link("samples", "3", 0), link("vae", "1", 1)]),
    Node(id: "5", classType: "Save", inputs: [link("images", "4", 0)]),
  ])

  static let sample = EvaluationSample(
    id: "one", prompt: "a barn",
    candidates: ["Save", "Seen", "Loader", "Decode", "Sampler", "Encode"],
    gold: gold, retrieved: [1])

  static func samples(_ count: Int) -> [EvaluationSample] {
    (0..<count).map { number in
      var sample = sample
      sample.id = "\(number)"
      return sample
    }
  }

  /// A response around a code text that ``read(_:)`` knows.
  static func response(
    _ code: String, selected: [String] = ["Loader", "Encode", "Sampler", "Decode", "Save"]
  ) -> String {
    let names = selected.map { "\"\($0)\"" }.joined(separator: ", ")
    return "<selected_nodes>[\(names)]</selected_nodes>\n<design_principle>Why.</design_principle>"
      + "\n<workflow>\n\(code)\n</workflow>"
  }

  /// Stands for the reader of programs: `gold`, `cycle`, `seen`; anything else is broken.
  @Sendable static func read(_ code: String) -> ProgramReading {
    switch code {
    case "gold": ProgramReading(workflow: gold)
    case "seen": ProgramReading(workflow: Workflow(nodes: [Node(id: "1", classType: "Seen")]))
    case "cycle":
      ProgramReading(
        workflow: Workflow(nodes: [
          Node(id: "1", classType: "Save", inputs: [link("images", "2", 0)]),
          Node(id: "2", classType: "Decode", inputs: [link("samples", "2", 0)]),
        ]))
    case "invented": ProgramReading(workflow: nil, unknownNames: 2, badSlots: 1)
    default: ProgramReading(workflow: nil)
    }
  }

  /// Two samples, of which the system answers the first like gold and the second unreadably.
  static var report: EvaluationReport {
    var generator = TestGenerator(state: 1)
    let run = EvaluationRun(
      EvaluationSet(samples(2), catalog: catalog), scorer: scorer,
      bootstrap: Bootstrap(sampleCount: 2, draws: 100, using: &generator), clock: { 0 })
    let row = run.row(named: "masked") { sample in
      let code = sample.id == "0" ? "gold" : "broken"
      return SampleAnswers(first: GivenAnswer(.text(response(code)), tokens: 12))
    }
    return EvaluationReport(
      settings: JSONObject([("set", "small.jsonl"), ("queries per workflow", 1)]),
      systems: [row],
      baselines: run.baselineRows(Baselines(training: [], catalog: catalog), []),
      notes: ["One query for each workflow."])
  }

  static let scorer = AnswerScorer(catalog: catalog, hooks: .null, readProgram: read)

  static func link(_ name: String, _ source: String, _ slot: Int) -> NodeInput {
    NodeInput(name: name, value: .link(Link(source: source, slot: slot)))
  }

  private static func node(
    _ name: String, _ inputs: [(String, String)], _ outputs: [String], isOutput: Bool = false
  ) -> NodeDefinition {
    NodeDefinition(
      classType: name, isOutputNode: isOutput,
      inputs: inputs.map { InputDefinition(name: $0.0, type: .named($0.1)) },
      outputs: outputs.map { OutputDefinition(name: $0, type: .named($0)) })
  }
}
