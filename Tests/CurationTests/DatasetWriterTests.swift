import Curation
import Generation
import TestSupport
import Testing
import WorkflowGraph

@Suite struct DatasetWriterTests {
  private static let upscale = SmallCorpus.workflow(
    """
    {"1": {"class_type": "LoadImage", "inputs": {"image": "a.png"}},
     "2": {"class_type": "ImageScaleBy", "inputs": {"image": ["1", 0], "scale_by": 3.0}},
     "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}}}
    """)
  private let curated = SmallCorpus.curated(SmallCorpus.lora)
  private let writer = DatasetWriter(
    catalog: SmallCorpus.catalog,
    workflows: [SmallCorpus.curated(SmallCorpus.lora), SmallCorpus.curated(upscale, id: "u")])

  private func samples(seed: UInt64) throws -> [Transcript] {
    var random = TestGenerator(state: seed)
    return try writer.samples(of: curated, using: &random)
  }

  @Test func `Every style is written with either kind of candidates`() throws {
    #expect(DatasetWriter.samplesPerWorkflow == 6)
    let samples = try samples(seed: 1)
    #expect(samples.count == 6)
    #expect(samples.allSatisfy { $0.response == samples[0].response })
    #expect(samples.allSatisfy { !$0.prompt.isEmpty })
  }

  @Test func `Candidates hold the gold types and four fifths as many others, in any order`() throws
  {
    for seed in 0..<20 as Range<UInt64> {
      for (place, sample) in try samples(seed: seed).enumerated() {
        let gold = Set(sample.response.selectedNodes)
        let candidates = Set(sample.candidates)
        #expect(candidates.count == sample.candidates.count)
        #expect(gold.isSubset(of: candidates))
        #expect(sample.candidates.allSatisfy(SmallCorpus.catalog.contains))
        let isUniform = place.isMultiple(of: 2)
        let others = candidates.subtracting(gold)
        #expect(others.count == (isUniform ? gold.count * 4 / 5 : 3))
        if !isUniform { #expect(others == ["LoadImage", "ImageScaleBy", "PreviewImage"]) }
        #expect(sample.candidates != sample.response.selectedNodes)
      }
    }
  }

  @Test func `A seed gives the same samples, another seed others`() throws {
    #expect(try samples(seed: 4) == samples(seed: 4))
    #expect(try samples(seed: 4) != samples(seed: 5))
    let prompts = try (0..<30 as Range<UInt64>).flatMap { try samples(seed: $0).map(\.prompt) }
    #expect(Set(prompts).count > 60, "\(Set(prompts).count) of 180")
  }

  @Test func `Without other workflows the extras come from the catalog or stay away`() throws {
    let lonely = DatasetWriter(catalog: SmallCorpus.catalog, workflows: [])
    var random = TestGenerator(state: 1)
    #expect(try lonely.samples(of: curated, using: &random).count == 6)
  }
}
