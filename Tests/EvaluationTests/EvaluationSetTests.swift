import Evaluation
import Testing
import WorkflowGraph

@Suite struct EvaluationSetTests {
  @Test(arguments: [
    (0, SizeBucket.small), (7, .small), (8, .medium), (15, .medium), (16, .large), (30, .large),
    (31, .huge), (900, .huge),
  ])
  func `A workflow falls into the bucket of its node count`(nodes: Int, bucket: SizeBucket) {
    #expect(SizeBucket(nodes: nodes) == bucket)
  }

  @Test func `Gold types that the catalog lacks are counted once a sample`() {
    var strange = SmallSet.sample
    strange.gold.nodes.append(Node(id: "8", classType: "Dream"))
    strange.gold.nodes.append(Node(id: "9", classType: "Dream"))
    let set = EvaluationSet([SmallSet.sample, strange], catalog: SmallSet.catalog)
    #expect(set.unknownGoldTypes == 1 && set.unreachableSamples == 1)
    #expect(set.meanGoldNodes == 6 && set.meanCandidates == 6)
    let second: Double = 5.0 / 6
    #expect(set.candidateRecall == (1 + second) / 2)
  }
}
