import KnowledgeBase
import Ranking
import Validation
import WorkflowGraph

/// Loader, sampler, decoder, two savers and an upscaler, all linked by `x`.
let sampleCatalog = NodeCatalog(
  ["Loader", "Sampler", "Decode", "ImageUpscaleWithModel", "LoraLoader"].map {
    NodeDefinition(
      classType: $0, inputs: [InputDefinition(name: "x", type: .any)],
      outputs: [OutputDefinition(name: "X", type: .any)])
  } + [
    NodeDefinition(
      classType: "SaveImage", isOutputNode: true, inputs: [InputDefinition(name: "x", type: .any)])
  ])

/// A chain of class types, each feeding the next.
func chain(_ classTypes: [String]) -> Workflow {
  Workflow(
    nodes: classTypes.enumerated().map { place, classType in
      var node = Node(id: "\(place)", classType: classType)
      if place > 0 { node["x"] = .link(Link(source: "\(place - 1)", slot: 0)) }
      return node
    })
}

let plain = ["Loader", "Sampler", "Decode", "SaveImage"]
let upscaled = ["Loader", "Sampler", "Decode", "ImageUpscaleWithModel", "SaveImage"]

/// An answer that passes all gates, unless changed.
func made(
  _ number: Int, _ classTypes: [String], source: AnswerForRanking.Source = .model,
  repairs: Int = 0, warnings: Int = 0, logProbability: Double? = 0
) -> AnswerForRanking {
  AnswerForRanking(
    number: number, source: source, selectedNodes: source == .model ? classTypes : nil,
    workflow: chain(classTypes), candidates: Set(classTypes), verdict: Verdict(status: .accepted),
    repairs: repairs, warnings: warnings, meanLogProbability: logProbability)
}

let upscale = Concept("upscale", .technique, [.classType(["upscale"])])
/// A wish that weighs as little as an explicit value.
let twoDecodes = Concept("decode=2", .value, [.classType(["decode"])])
