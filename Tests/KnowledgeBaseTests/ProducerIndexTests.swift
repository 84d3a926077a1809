import KnowledgeBase
import Testing
import WorkflowGraph

@Suite("The closure adds what candidates lack")
struct ProducerIndexTests {
  private func added(_ classTypes: [String], usable: (String) -> Bool = { _ in true }) -> [String] {
    CandidateNodes.closed(classTypes, retriever: SmallKnowledge.retriever, usable: usable)
      .addedByClosure
  }

  @Test("Producers of required types, transitively, and one output node")
  func producers() {
    // An image can be saved once it is decoded; the most used producer of images is an image file.
    #expect(added(["Sampler", "Loader", "Encode", "Empty", "Decode", "Save"]) == [])
    #expect(added(["Upscale", "LoadImage"]) == ["Save", "UpscaleLoader"])
    #expect(added(["Sampler", "Save", "LoadImage"]) == ["Loader", "Encode"])
    #expect(added(["LoadVideo"]) == ["SaveVideo"])
  }

  @Test("A union is satisfied by any of its types, and wildcards need nothing")
  func unions() {
    #expect(added(["Mesh", "LoadImage", "Save"]) == ["MakeSplat"])
    #expect(added(["Any", "Save", "LoadImage"]) == [])
  }

  @Test("What may not be used is not added, and unknown class types are passed by")
  func limits() {
    #expect(added(["Upscale", "LoadImage", "Save"], usable: { $0 != "UpscaleLoader" }) == [])
    #expect(added(["Nope", "LoadImage"]) == ["Save"])
  }

  @Test("A taker has an input of a type that is made, not one for anything")
  func takers() {
    let maker = NodeDefinition(
      classType: "Make", outputs: [OutputDefinition(name: "A", type: .named("A,B"))])
    func takes(_ type: SocketType) -> Bool {
      let taker = NodeDefinition(
        classType: "Take", inputs: [InputDefinition(name: "x", type: type)])
      return ProducerIndex.takes(taker, from: maker)
    }
    #expect(takes(.named("B")) && takes(.named("C,A")))
    #expect(!takes(.named("C")) && !takes(.any) && !takes(.named("STRING")))
  }

  @Test("The closure of closed candidates adds nothing")
  func idempotent() {
    for start in SmallKnowledge.catalog.definitions.map(\.classType) {
      let once = CandidateNodes.closed([start], retriever: SmallKnowledge.retriever)
      #expect(added(once.classTypes) == [], "\(start)")
    }
  }
}
