import KnowledgeBase
import Testing

@Suite("Nodes are found by words")
struct NodeRetrieverTests {
  @Test("Parts of class names and input names count")
  func classTypes() {
    let retriever = SmallKnowledge.retriever
    #expect(retriever.classTypes(for: "load a video", limit: 1) == ["LoadVideo"])
    #expect(retriever.classTypes(for: "conditioning", limit: 9) == ["Encode", "Sampler"])
    #expect(
      retriever.classTypes(for: "conditioning", limit: 9, usable: { $0 != "Encode" }) == ["Sampler"]
    )
    #expect(retriever.classTypes(for: "zzz", limit: 9).isEmpty)
  }
}
