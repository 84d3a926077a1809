import Generation
import JSON
import KnowledgeBase
import Sampling
import Transformer
import Validation
import WorkflowCode
import WorkflowGraph

/// What masks cost: answers to one wish are decoded, then their masks alone are made again, both
/// on one thread.
///
/// One set of candidates for all answers, so that other programs can be given a grammar of it. The
/// answers are sampled at temperature 0.7 with the seeds 1, 2, 3 …
struct MaskSpeed {
  let path: String
  let answers: Int
  /// Passes over all answers that are timed, after one that is not.
  let runs: Int
  /// The longest answer, in tokens.
  let longest: Int

  private static let prompt =
    "a fox in the snow, SDXL with a LoRA, a ControlNet pose, upscaled four times with a model"
  private static let candidates = [
    "CheckpointLoaderSimple", "CLIPTextEncode", "EmptyLatentImage", "KSampler", "VAEDecode",
    "SaveImage", "LoraLoader", "UpscaleModelLoader", "ImageUpscaleWithModel", "LatentUpscale",
    "VAEEncode", "LoadImage", "ControlNetLoader", "ControlNetApplyAdvanced", "ImageScale",
    "CLIPSetLastLayer",
  ]

  /// Times, and with `full` also the answers, the tokens and the facts of a grammar.
  func run(full: Bool) throws -> JSONObject {
    let knowledge = try NodeKnowledgeBase.load(BenchInputs.files())
    let bundle = try ModelBundle.open(
      path, catalog: knowledge.catalog, hooks: HookTable(knowledge.hooks))
    let request = SamplingRequest(
      prompt: Self.prompt, candidates: Self.candidates, seeds: (1...UInt64(answers)).map { $0 },
      maximumTokens: longest)
    let generator = AnswerGenerator(bundle)
    _ = try generator.answers(request)
    let begin = Stopwatch.processorSeconds
    let written = try generator.answers(request)
    let decoding = Stopwatch.processorSeconds - begin
    var recording = request
    recording.recordsChoices = true
    let rows = try generator.answers(recording).map(\.ids)
    let tokens = written.reduce(0) { $0 + $1.tokens }
    let starting = (0..<runs).map { _ in
      ContinuousClock().measure { _ = start(bundle) } / .seconds(1)
    }
    let (mask, accept) = masking(rows, bundle)
    var found = JSONObject([
      ("answers", .int(answers)), ("tokens", .int(tokens)),
      ("decodeProcessorSeconds", .double(decoding)),
      ("startMilliseconds", .double(median(starting) * 1e3)),
      ("maskMicroseconds", .double(mask / Double(tokens) * 1e6)),
      ("acceptMicroseconds", .double(accept / Double(tokens) * 1e6)),
      ("shareOfDecoding", .double((mask + accept) / decoding)),
    ])
    if full {
      found["texts"] = .array(written.map { .string($0.text) })
      found["ids"] = .array(rows.map { .array($0.map { .int(Int($0)) }) })
      found["nodes"] = .array(Self.candidates.compactMap { node($0, bundle) })
    }
    return found
  }

  private func start(_ bundle: ModelBundle) -> WorkflowConstraint {
    WorkflowConstraint(
      vocabulary: bundle.vocabulary, catalog: bundle.catalog, identifiers: bundle.identifiers,
      candidates: Self.candidates, supply: bundle.supply)
  }

  /// The seconds that all masks and all steps of the automaton take: for each token the median of
  /// the runs, which another process can hardly disturb.
  private func masking(_ rows: [[Int32]], _ bundle: ModelBundle) -> (mask: Double, accept: Double) {
    let start = start(bundle)
    let clock = ContinuousClock()
    var mask = TokenMask(capacity: bundle.model.configuration.vocabularySize)
    // By token, then by run.
    var times = [[(mask: Double, accept: Double)]](
      repeating: [], count: rows.reduce(0) { $0 + $1.count })
    for run in 0...runs {
      var number = 0
      for row in rows {
        var constraint = start
        for (place, token) in row.enumerated() {
          let begin = clock.now
          constraint.allowedTokens(into: &mask, remainingTokens: longest - place)
          let middle = clock.now
          constraint.accept(token: token)
          let end = clock.now
          if run > 0 {
            times[number].append(((middle - begin) / .seconds(1), (end - middle) / .seconds(1)))
          }
          number += 1
        }
      }
    }
    return times.reduce((0, 0)) { sum, token in
      (sum.0 + median(token.map(\.mask)), sum.1 + median(token.map(\.accept)))
    }
  }

  /// The middle number, the lower of two.
  private func median(_ values: [Double]) -> Double { values.sorted()[(values.count - 1) / 2] }

  /// What a grammar has to know of a class type.
  private func node(_ classType: String, _ bundle: ModelBundle) -> JSONValue? {
    guard let definition = bundle.catalog[classType] else { return nil }
    let inputs: [JSONValue] = definition.inputs.map { input in
      [
        "name": .string(input.name), "type": .string(input.type.name),
        "choices": .array(input.choicesAreFiles ? [] : input.choices ?? []),
      ]
    }
    return [
      "class": .string(classType),
      "identifier": .string(bundle.identifiers.identifier(for: classType)),
      "comment": .bool(bundle.identifiers.needsComment(classType)),
      "outputs": .array(
        definition.outputs.map { .string(CodeSpelling.variablePrefix(for: $0.type)) }),
      "inputs": .array(inputs),
    ]
  }
}
