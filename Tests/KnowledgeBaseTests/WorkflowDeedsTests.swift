import Testing

@testable import KnowledgeBase

@Suite struct WorkflowDeedsTests {
  private static let upscale = Concept("upscale", .technique, [.classType(["upscale"])])
  private static let video = Concept("video_out", .modality, [.classType(["video"])])
  private static let deeds = WorkflowDeeds(
    [[upscale], [upscale, video], [video], []].enumerated().map { place, concepts in
      WorkflowEntry(
        id: "\(place)", family: "", classTypes: [:],
        text: concepts.map(\.term).joined(separator: " "))
    },
    lexicon: ConceptLexicon(
      entries: [upscale, video].map { ConceptLexicon.Entry($0, keywords: []) }))

  @Test func `What does just what is asked for is likest, what does none of it not at all`() {
    let likeness = Self.deeds.likeness(to: [Self.upscale.term])
    #expect(likeness[0] == 1)
    // Two equally rare concepts, one of them beyond the wish: 1 / (1 + 1 / 4).
    #expect(abs(likeness[1] - 0.8) < 1e-12)
    #expect(likeness[2] == 0 && likeness[3] == 0)
  }

  @Test func `What is lacking counts four times what is beyond`() {
    let likeness = Self.deeds.likeness(to: [Self.upscale.term, Self.video.term])
    #expect(abs(likeness[0] - 0.5) < 1e-12 && likeness[1] == 1)
  }

  @Test func `A wish without a known concept is like nothing`() {
    #expect(Self.deeds.likeness(to: ["upscale"]) == [0, 0, 0, 0])
  }
}
