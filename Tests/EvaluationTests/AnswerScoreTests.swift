import Evaluation
import JSON
import Testing
import WorkflowGraph

@Suite struct AnswerScoreTests {
  @Test func `Gold scores 1 throughout and passes`() {
    let score = SmallSet.scorer.score(
      GivenAnswer(.text(SmallSet.response("gold"))), for: SmallSet.sample)
    let full = ShareTriple(precision: 1, recall: 1, f1: 1)
    #expect(score.node == full && score.graph == full && score.type == full)
    #expect(score.worfNode == full && score.isExact && score.isExactTier == true)
    #expect(score.pass == StaticPass(isAccepted: true, isClean: true, passesGate: true))
    #expect(score.hallucinations == Hallucinations() && !score.isRepaired)
  }

  @Test func `Invented inputs, slots and link types are told apart`() {
    var workflow = SmallSet.gold
    workflow.nodes[1]["colour"] = .literal("red")
    workflow.nodes[3]["vae"] = .link(Link(source: "1", slot: 0))
    workflow.nodes[4]["images"] = .link(Link(source: "4", slot: 3))
    let score = SmallSet.scorer.score(GivenAnswer(.workflow(workflow)), for: SmallSet.sample)
    #expect(
      score.hallucinations.inputNames == 1 && score.hallucinations.linkTypes == 1
        && score.hallucinations.slots == 1)
    #expect(!score.format.isValid && !score.pass.isClean)
  }
}
