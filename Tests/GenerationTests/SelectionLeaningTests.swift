import KnowledgeBase
import Sampling
import TestSupport
import Testing
import Tokenization
import WorkflowGraph

@testable import Generation

@Suite struct SelectionLeaningTests {
  private static let candidates = SmallOffer.textToImage + ["LoadImage", "VAEEncode"]

  private func offer(_ odds: [String: Double], count: Int? = nil) -> NodeOffer {
    let counts = count.map { count in
      CountRecord(
        rarity: 1, holders: [CountRecord.Holder(workflow: 0, size: 2, count: count)],
        usual: [Double](repeating: 0.01, count: NodeCounts.largest))
    }
    return SmallOffer.of(
      Self.candidates, Self.candidates.map { Leaning(odds: odds[$0] ?? 0, counts: counts) })
  }

  @Test func `Exactly what is believed is selected`() throws {
    var odds: [String: Double] = [:]
    for name in SmallOffer.textToImage { odds[name] = 3 }
    odds["LoadImage"] = -3
    odds["VAEEncode"] = -3
    let selected = try offer(odds).likeliestResponse().selectedNodes
    #expect(Set(selected) == Set(SmallOffer.textToImage))
    #expect(selected.last == "SaveImage")
  }

  @Test func `What is believed otherwise is selected otherwise`() throws {
    var odds = Dictionary(uniqueKeysWithValues: Self.candidates.map { ($0, -7.0) })
    for name in ["LoadImage", "SaveImage"] { odds[name] = 3 }
    #expect(try offer(odds).likeliestResponse().selectedNodes == ["LoadImage", "SaveImage"])
  }

  @Test func `Something is done with what is brought in, unless nothing at all is believed in`()
    throws
  {
    var odds = Dictionary(uniqueKeysWithValues: Self.candidates.map { ($0, -3.0) })
    for name in ["LoadImage", "SaveImage"] { odds[name] = 3 }
    let selected = Set(try offer(odds).likeliestResponse().selectedNodes)
    #expect(selected.isStrictSuperset(of: ["LoadImage", "SaveImage"]))
  }

  @Test func `What takes a result that nothing takes is selected against its odds`() throws {
    // A sampler is doubted, but without it the encoded text would only be shown.
    var odds = Dictionary(uniqueKeysWithValues: Self.candidates.map { ($0, -3.0) })
    for name in ["CheckpointLoaderSimple", "CLIPTextEncode", "LoadImage", "SaveImage"] {
      odds[name] = 3
    }
    let selected = try offer(odds).likeliestResponse().selectedNodes
    #expect(selected.contains("KSampler") && selected.contains("VAEDecode"))
    odds = Dictionary(uniqueKeysWithValues: Self.candidates.map { ($0, -7.0) })
    for name in ["LoadImage", "SaveImage"] { odds[name] = 3 }
    #expect(try offer(odds).likeliestResponse().selectedNodes == ["LoadImage", "SaveImage"])
  }

  @Test func `A count that is known is planned`() throws {
    var odds = Dictionary(uniqueKeysWithValues: Self.candidates.map { ($0, -7.0) })
    for name in ["LoadImage", "SaveImage"] { odds[name] = 3 }
    let plan = try offer(odds, count: 3).likeliestResponse().designPrinciple
    #expect(plan == "Input: LoadImage x3. Output: SaveImage x3.")
  }

  @Test func `Without leanings nothing changes`() {
    let offer = SmallOffer.of(Self.candidates)
    var constraint = WorkflowConstraint(vocabulary: SmallOffer.vocabulary, offer: offer)
    let count = TinyModel.encoder.tokenizer.vocabulary.count
    var mask = TokenMask(capacity: count)
    constraint.allowedTokens(into: &mask, remainingTokens: 2_000)
    constraint.accept(token: TinyModel.encoder.id(of: .openSelection))
    constraint.allowedTokens(into: &mask, remainingTokens: 1_999)
    #expect(constraint.shifts(allowed: mask).isEmpty)
  }
}
