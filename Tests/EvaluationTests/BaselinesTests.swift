import Evaluation
import Testing
import WorkflowGraph

@Suite struct BaselinesTests {
  private let baselines = Baselines(
    training: [
      TrainingWorkflow(id: "a", workflow: Workflow(nodes: [Node(id: "1", classType: "Seen")])),
      TrainingWorkflow(id: "b", workflow: SmallSet.gold),
    ], catalog: SmallSet.catalog)

  private func workflow(_ baseline: Baseline, _ sample: EvaluationSample) -> Workflow? {
    guard case .workflow(let workflow) = baselines.answer(baseline, for: sample).content else {
      return nil
    }
    return workflow
  }

  @Test func `All candidates gives one node each and no link`() throws {
    let workflow = try #require(self.workflow(.allCandidates, SmallSet.sample))
    #expect(workflow.nodes.map(\.classType) == SmallSet.sample.candidates)
    #expect(workflow.links.isEmpty)
  }

  @Test func `The nearest by candidates has the highest Jaccard similarity`() {
    #expect(workflow(.nearestByCandidates, SmallSet.sample) == SmallSet.gold)
    var sample = SmallSet.sample
    sample.candidates = ["Seen"]
    #expect(workflow(.nearestByCandidates, sample)?.nodes.map(\.classType) == ["Seen"])
  }

  @Test func `The first retrieved workflow is copied`() {
    #expect(workflow(.retrieved, SmallSet.sample) == SmallSet.gold)
    var sample = SmallSet.sample
    sample.retrieved = []
    #expect(workflow(.retrieved, sample) == nil)
  }

  @Test func `Rewiring links each required input to the newest fitting output`() throws {
    let workflow = try #require(self.workflow(.rewired, SmallSet.sample))
    #expect(
      workflow.nodes.map(\.classType) == ["Loader", "Encode", "Sampler", "Decode", "Save"])
    #expect(workflow.nodes.map(\.inputs) == SmallSet.gold.nodes.map(\.inputs))
  }

  @Test func `Rewiring leaves out what was not offered and what nothing can feed`() throws {
    var sample = SmallSet.sample
    sample.candidates = ["Decode", "Loader", "Dream"]
    let workflow = try #require(self.workflow(.rewired, sample))
    #expect(workflow.nodes.map(\.classType) == ["Loader", "Decode"])
    #expect(workflow.nodes[1].inputs == [SmallSet.link("vae", "1", 1)])
  }
}
