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

  @Test("The likeliest nodes are those of the nearest workflows, unknown ones left out")
  func likeliest() {
    let entry = WorkflowEntry(id: "z", family: "", classTypes: ["Gone": 1], text: "upscale")
    let retriever = NodeRetriever(
      catalog: SmallKnowledge.catalog,
      workflows: WorkflowKnowledgeBase([entry] + SmallKnowledge.entries))
    #expect(
      Set(retriever.likeliest(for: "upscale", limit: 3)) == ["LoadImage", "Save", "Upscale"])
    let other = retriever.likeliest(for: "upscale", limit: 1, excluding: ["f2"])
    #expect(other == ["Loader"])
    #expect(retriever.likeliest(for: "upscale", limit: 99).count == SmallKnowledge.catalog.count)
  }

  @Test("A wish in another language is understood as far as it is translated")
  func translation() {
    let retriever = NodeRetriever(
      catalog: SmallKnowledge.catalog, workflows: SmallKnowledge.workflows,
      knowledge: RetrievalKnowledge(translation: TermTranslation(["ampliar": "upscale"])))
    #expect(
      Set(retriever.likeliest(for: "ampliar", limit: 3)) == ["LoadImage", "Save", "Upscale"])
  }
}
