import Testing
import WorkflowGraph

@testable import KnowledgeBase

@Suite("Gathering evidence")
struct EvidenceMakerTests {
  private let maker = EvidenceMaker(
    catalog: SmallKnowledge.catalog, workflows: SmallKnowledge.workflows)

  private func look(
    _ words: [String], excluding families: Set<String> = []
  ) -> NodeEvidence {
    maker.firstLook(words: words, concepts: [], excluding: families, usable: { $0 != "Any" })
  }

  private func value(
    _ evidence: NodeEvidence, _ feature: NodeFeature, _ classType: String
  ) -> Float {
    let place = SmallKnowledge.catalog.definitions.firstIndex { $0.classType == classType }
    return evidence[feature][place ?? 0]
  }

  @Test("Types of the nearest workflow count fully, others by what their workflow is worth")
  func similar() {
    let evidence = look(["upscale"])
    #expect(value(evidence, .similar, "Upscale") == 1)
    #expect(value(evidence, .similar, "Sampler") == 0)
    let two = look(["video", "image"])
    #expect(value(two, .nearest3, "LoadVideo") > 0 && value(two, .nearest3, "LoadVideo") < 1)
  }

  @Test("A family that is left out gives no evidence, not even of how common its types are")
  func exclusion() {
    let with = look(["upscale"]), without = look(["upscale"], excluding: ["f2"])
    #expect(value(without, .similar, "Upscale") == 0)
    #expect(value(without, .commonness, "Upscale") < value(with, .commonness, "Upscale"))
  }

  @Test("Names are found even where no workflow has the node")
  func names() {
    let evidence = look(["make", "splat"])
    #expect(value(evidence, .similar, "MakeSplat") == 0)
    #expect(value(evidence, .nodeTextShare, "MakeSplat") == 1)
    let share = value(evidence, .nameCoverage, "MakeSplat")
    #expect(share > 0.3 && share < 1)
    #expect(value(evidence, .nameCoverageSquared, "MakeSplat") == share * share)
  }

  @Test("Concepts bring workflows that no word finds")
  func concepts() {
    let evidence = maker.firstLook(
      words: ["upscale"], concepts: ["video"], excluding: [], usable: { _ in true })
    #expect(value(evidence, .similar, "LoadVideo") == 0)
    #expect(value(evidence, .similarConcepts, "LoadVideo") > 0)
  }

  @Test("Facts of the definition are columns")
  func facts() {
    let evidence = look(["video"])
    #expect(value(evidence, .isOutput, "Save") == 1 && value(evidence, .isOutput, "Decode") == 0)
    #expect(value(evidence, .isPaid, "Save") == 0 && value(evidence, .isDeprecated, "Save") == 0)
    #expect(evidence.isUsable.count { !$0 } == 1)
  }

  @Test("Likely types bring those they come with, and feed those that need them")
  func secondLook() {
    var evidence = look(["upscale"])
    var odds = [Double](repeating: -5, count: SmallKnowledge.catalog.count)
    for (place, definition) in SmallKnowledge.catalog.definitions.enumerated()
    where ["LoadVideo", "Decode"].contains(definition.classType) {
      odds[place] = 5
    }
    maker.secondLook(&evidence, odds: odds, excluding: [])
    #expect(value(evidence, .companyAny, "SaveVideo") > value(evidence, .companyAny, "Sampler"))
    #expect(value(evidence, .companyLift, "SaveVideo") > value(evidence, .companyLift, "Sampler"))
    #expect(value(evidence, .unfed, "SaveVideo") < value(evidence, .unfed, "Sampler"))
    #expect(
      value(evidence, .firstLook, "Decode") - value(evidence, .firstLook, "Sampler") == 10)
    #expect(value(evidence, .menuMates, "Decode") > 0)
  }
}
