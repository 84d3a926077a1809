import Evaluation
import Testing
import WorkflowGraph

@Suite struct StaticPassTests {
  @Test func `A dead node is repaired away before the second verdict`() {
    var workflow = SmallSet.gold
    workflow.nodes.append(
      Node(id: "6", classType: "Encode", inputs: [SmallSet.link("model", "1", 0)]))
    let score = SmallSet.scorer.score(GivenAnswer(.workflow(workflow)), for: SmallSet.sample)
    #expect(score.isRepaired && !score.pass.passesGate && score.repairedPass.passesGate)
    #expect(score.node.recall == 1 && score.node.precision == 5.0 / 6)
  }

  @Test func `Partly known nodes are not of exact tier`() {
    let score = SmallSet.scorer.score(
      GivenAnswer(.text(SmallSet.response("seen", selected: ["Seen"]))), for: SmallSet.sample)
    #expect(score.isExactTier == false && score.format.isValid && score.graph.f1 == 0)
  }

  @Test func `Without an output node nothing is accepted`() {
    let workflow = Workflow(nodes: [Node(id: "1", classType: "Loader")])
    #expect(SmallSet.scorer.checker.check(workflow, prompt: "a barn") == .failed)
  }

  @Test func `An open required input is not clean`() {
    let workflow = Workflow(nodes: SmallSet.gold.nodes + [Node(id: "9", classType: "Save")])
    let pass = SmallSet.scorer.checker.check(workflow, prompt: "a barn")
    #expect(pass.isAccepted && !pass.isClean && !pass.passesGate)
  }
}
