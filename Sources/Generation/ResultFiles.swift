import Canvas
import JSON
import KnowledgeBase
import Ranking
import Validation
import WorkflowCode
import WorkflowGraph

/// Makes the files of one finished prompt; pure, so that the same result gives the same bytes.
///
/// Best answer first: `1.workflow.json` (UI format), `1.api.json`, `1.preview.svg` (a picture that
/// is itself the workflow), `1.code.txt`, then `2.*` up to `keep`; `rank.json` with every answer
/// of every round; `reasoning.md`, the chain of the best.
public struct ResultFiles: Sendable {
  private let engine: GenerationEngine

  /// Prepares for one catalog.
  public init(_ engine: GenerationEngine) { self.engine = engine }

  /// One file by name.
  public struct File: Equatable, Sendable {
    /// The name, without folder.
    public var name: String
    /// The content.
    public var bytes: [UInt8]
  }

  /// The files of `result`; without a passing answer only `rank.json` and `reasoning.md`.
  public func files(_ result: GenerationResult, _ request: GenerationRequest) -> [File] {
    let passing = result.ranked.answers.filter { $0.score.failure == nil }
      .prefix(max(request.keep, 0))
    var files: [File] = []
    for (index, ranked) in passing.enumerated() {
      guard let answer = result.answers.first(where: { $0.number == ranked.answer.number }) else {
        continue
      }
      files += self.files(answer, ranked, place: index + 1, request)
    }
    files.append(File(name: "rank.json", bytes: rank(result, request).bytes(.pretty) + [0x0A]))
    files.append(File(name: "reasoning.md", bytes: Array(reasoning(result, request).utf8)))
    return files
  }

  private func files(
    _ answer: Answer, _ ranked: RankedAnswer, place: Int, _ request: GenerationRequest
  ) -> [File] {
    guard let workflow = answer.workflow else { return [] }
    let catalog = engine.bundle.catalog
    let note = note(workflow, ranked)
    let placed = WorkflowLayout.place(workflow, catalog: catalog, note: note)
    let ui = UIFormat.write(
      placed, catalog: catalog,
      id: SeedDerivation.identifier(key: request.key, answer: answer.number))
    let api = APIFormat.write(workflow, inTopologicalOrder: true)
    let code = (try? Printer(engine.bundle.identifiers).print(workflow)) ?? ""
    return [
      File(name: "\(place).workflow.json", bytes: ui.bytes(.pretty) + [0x0A]),
      File(name: "\(place).api.json", bytes: api.bytes(.pretty) + [0x0A]),
      File(
        name: "\(place).preview.svg",
        bytes: Array(SVGDrawing.draw(placed, catalog: catalog, ui: ui, api: api).utf8)),
      File(name: "\(place).code.txt", bytes: Array(code.utf8)),
    ]
  }

  /// The note beside the graph.
  ///
  /// Its plan is that of the nodes in the file: the model's own, which
  /// `reasoning.md` keeps, may name nodes that repair dropped or replaced.
  private func note(_ workflow: Workflow, _ ranked: RankedAnswer) -> String {
    let catalog = engine.bundle.catalog
    let order = TopologicalOrder(workflow, catalog: catalog).indices
    let plan = DesignPrinciple(catalog: catalog).text(for: order.map { workflow.nodes[$0] })
    return "**Plan.** \(plan)\n\n**Score.** \(ranked.score.sentence) The score means agreement,"
      + " not picture quality."
  }

  // MARK: - rank.json

  private func rank(_ result: GenerationResult, _ request: GenerationRequest) -> JSONValue {
    [
      "schema": "nightloom.rank/1", "prompt": .string(request.prompt),
      "rounds": .array(result.rounds.map { .string($0) }),
      "sampled": .int(result.ranked.sampled), "tokens": .int(result.tokens),
      "candidates": .array(result.candidates.map { .string($0) }),
      "policy": [
        "mode": .string(engine.policy.mode.rawValue),
        "safe_nodes": .array(engine.policy.safeClasses.sorted().map { .string($0) }),
      ],
      "score_means": "agreement between answers and with the wish, not picture quality",
      "answers": .array(
        result.ranked.answers.enumerated().map { place, ranked in
          entry(ranked, place: place + 1, result)
        }),
    ]
  }

  private func entry(_ ranked: RankedAnswer, place: Int, _ result: GenerationResult) -> JSONValue {
    let answer = result.answers.first { $0.number == ranked.answer.number }
    func share(_ value: Double?) -> JSONValue { value.map { .double(rounded($0)) } ?? .null }
    return [
      "place": .int(place), "answer": .int(ranked.answer.number),
      "attempt": answer.map { .int($0.attempt) } ?? .null,
      "seed": answer.map { .string(String($0.seed)) } ?? .null,
      "score": .double(rounded(ranked.score.value)),
      "metric": .double(rounded(ranked.score.metric)),
      "consensus": share(ranked.score.parts.consensus),
      "selection": share(ranked.score.parts.selection),
      "coverage": share(ranked.score.parts.coverage),
      "probability": share(ranked.score.parts.probability),
      "usualness": share(ranked.score.parts.usualness),
      "example": share(ranked.score.parts.example),
      "failed_rule": ranked.score.failure.map { .string($0.gate.rawValue) } ?? .null,
      "why": .string(ranked.score.sentence),
      "found": .string("\(ranked.foundAs.count) of \(result.ranked.sampled)"),
      "nodes": .int(answer?.workflow?.nodes.count ?? 0), "tokens": .int(answer?.tokens ?? 0),
      "mean_log_probability": share(ranked.answer.meanLogProbability),
      "repairs": .array((answer?.repairs ?? []).map { .string($0) }),
      "issues": .array(issues(ranked.answer.verdict)),
      "policy": .array(ranked.policy.map(\.json)),
      "needs": answer?.workflow.flatMap { engine.server?.needs(of: $0).json } ?? .null,
    ]
  }

  private func issues(_ verdict: Verdict?) -> [JSONValue] {
    guard let verdict else { return [] }
    return verdict.issues.map { issue in
      [
        "code": .string(issue.kind.rawValue), "source": "comfyui",
        "node": issue.nodeID.map { .string($0) } ?? .null,
        "input": issue.inputName.map { .string($0) } ?? .null, "message": .string(issue.message),
      ]
    }
      + verdict.stricter.map { issue in
        [
          "code": .string(issue.kind.rawValue), "source": "nightloom",
          "level": .string(issue.level.rawValue),
          "node": issue.nodeID.map { .string($0) } ?? .null,
          "input": issue.inputName.map { .string($0) } ?? .null, "message": .string(issue.message),
        ]
      }
  }

  private func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }

  // MARK: - reasoning.md

  private func reasoning(_ result: GenerationResult, _ request: GenerationRequest) -> String {
    var lines = ["# Wish", "", fenced(request.prompt), "", "# Rounds", ""]
    lines += result.rounds.map { "- \($0)" }
    if let best = result.best {
      lines += ["", "# Response of the best answer", "", fenced(best.text)]
      if !best.repairs.isEmpty { lines += ["", "# Repairs", ""] + best.repairs.map { "- \($0)" } }
    } else {
      lines += ["", "No answer passed all rules; rank.json names the first failed rule of each."]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A code block whose fence is longer than any run of backquotes inside.
  private func fenced(_ text: String) -> String {
    var longest = 2, run = 0
    for character in text {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    return "\(fence)\n\(text)\n\(fence)"
  }
}
