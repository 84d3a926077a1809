import KnowledgeBase
import Ranking
import Testing
import WorkflowGraph

@Suite struct CoverageTests {
  private let coverage = Coverage([upscale, twoDecodes], catalog: sampleCatalog)

  @Test func structureWeighsTwiceAsMuchAsAValue() {
    let none = coverage.result(of: chain(["Loader", "Sampler", "SaveImage"]))
    #expect(none.value == 0)
    #expect(none.missed == ["upscale", "decode=2"])
    #expect(coverage.result(of: chain(plain)).value == 0.5 / 1.5)
    #expect(
      coverage.result(of: chain(["Loader", "ImageUpscaleWithModel", "SaveImage"])).value == 1 / 1.5)
    let all = coverage.result(of: chain(upscaled))
    #expect(all.value == 1)
    #expect(all.met == ["upscale", "decode=2"])
  }

  @Test func idleNodesEarnNothing() {
    var workflow = chain(plain)
    var idle = Node(id: "idle", classType: "ImageUpscaleWithModel")
    idle["x"] = .link(Link(source: "2", slot: 0))
    workflow.nodes.append(idle)
    #expect(coverage.result(of: workflow).met == ["decode=2"])
  }

  @Test func withoutWishesThereIsNoValue() {
    #expect(Coverage([], catalog: sampleCatalog).result(of: chain(plain)).value == nil)
  }

  @Test func wishesThatNoCandidateMeetsAreNamed() {
    #expect(coverage.unreachable(with: ["SaveImage"]).map(\.name) == ["upscale"])
    #expect(coverage.unreachable(with: ["ImageUpscaleWithModel"]).isEmpty)
  }
}
