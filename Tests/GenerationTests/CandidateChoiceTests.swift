import KnowledgeBase
import Ranking
import Sampling
import Testing
import WorkflowCode
import WorkflowGraph

@testable import Generation

@Suite struct CandidateChoiceTests {
  private let choice = CandidateChoice(
    NodeRetriever(catalog: TinyModel.catalog, workflows: SmallEngine.workflows))

  private func candidates(_ prompt: String, seed: UInt64 = 1) -> [String] {
    var random = SeededGenerator(seed: seed)
    return choice.offer(for: prompt, limit: 12, using: &random).candidates
  }

  @Test func `The nodes of the nearest workflow are offered`() {
    let types = Set(SampleWorkflows.imageToImage.nodes.map(\.classType))
    #expect(types.isSubset(of: candidates("image to image")))
  }

  @Test func `The example is the nearest workflow, and all its nodes are offered`() throws {
    var random = SeededGenerator(seed: 1)
    let offer = choice.offer(for: "image to image, oil painting", limit: 3, using: &random)
    let example = try #require(offer.example)
    #expect(example.nodes.map(\.classType) == SampleWorkflows.imageToImage.nodes.map(\.classType))
    #expect(Set(example.nodes.map(\.classType)).isSubset(of: offer.candidates))
    #expect(offer.exampleCode(ClassIdentifiers(TinyModel.catalog))?.contains("KSampler(") == true)
    let other = choice.offer(
      for: "image to image, oil painting", limit: 3, excluding: ["w2"], using: &random)
    #expect(other.example != example)
  }

  @Test func `The nodes of the example are leaned to, as they go together`() throws {
    func odds(of classType: String, excluding families: Set<String>) throws -> Double {
      var random = SeededGenerator(seed: 1)
      let offer = choice.offer(
        for: "image to image, oil painting", limit: 12, excluding: families, using: &random)
      let place = try #require(offer.candidates.firstIndex(of: classType))
      let own = Set(try #require(offer.example).nodes.map(\.classType))
      #expect(own.contains(classType) == families.isEmpty)
      return offer.leanings[place].odds
    }
    #expect(
      try odds(of: "VAEEncode", excluding: []) > odds(of: "VAEEncode", excluding: ["w2"]) + 1.5)
  }

  @Test func `What the policy would only block is not offered`() {
    let risky = NodeDefinition(
      classType: "Oil Painting Eval", tier: .extended, isOutputNode: true,
      inputs: [InputDefinition(name: "python_code", type: .named("STRING"))])
    let retriever = NodeRetriever(
      catalog: NodeCatalog(TinyModel.catalog.definitions + [risky]),
      workflows: WorkflowKnowledgeBase([
        WorkflowEntry(
          id: "w", family: "w", classTypes: [risky.classType: 1, "LoadImage": 1],
          text: "oil painting eval",
          skeleton: WorkflowSkeleton(
            Workflow(nodes: [
              Node(id: "1", classType: "LoadImage"), Node(id: "2", classType: risky.classType),
            ])))
      ]))
    func offers(_ policy: WorkflowPolicy?) -> Bool {
      var random = SeededGenerator(seed: 1)
      return CandidateChoice(retriever, policy: policy)
        .offer(for: "oil painting eval", limit: 12, using: &random).candidates
        .contains(risky.classType)
    }
    #expect(offers(nil) && offers(WorkflowPolicy(mode: .flag)))
    #expect(offers(WorkflowPolicy(safeClasses: [risky.classType])))
    #expect(!offers(WorkflowPolicy()))
  }

  @Test func `What calls a paid service is offered where the wish names the service`() {
    let paid = NodeDefinition(
      classType: "KlingPainting", category: "partner/image/Kling", tier: .core, isOutputNode: true,
      isAPINode: true)
    let retriever = NodeRetriever(
      catalog: NodeCatalog(TinyModel.catalog.definitions + [paid]),
      workflows: WorkflowKnowledgeBase([
        WorkflowEntry(
          id: "w", family: "w", classTypes: [paid.classType: 1, "LoadImage": 1],
          text: "oil painting kling")
      ]))
    func offers(_ wish: String, _ policy: WorkflowPolicy = WorkflowPolicy()) -> Bool {
      var random = SeededGenerator(seed: 1)
      return CandidateChoice(retriever, policy: policy)
        .offer(for: wish, limit: 12, using: &random).candidates.contains(paid.classType)
    }
    #expect(offers("an oil painting by Kling"))
    #expect(!offers("an oil painting"))
    #expect(!offers("an oil painting by Kling", WorkflowPolicy(offersNamedServices: false)))
  }

  @Test func `What brings a picture in is doubted where the wish has none`() throws {
    func odds(_ wish: String) throws -> Double {
      var random = SeededGenerator(seed: 1)
      let offer = choice.offer(for: wish, limit: 12, using: &random)
      return offer.leanings[try #require(offer.candidates.firstIndex(of: "LoadImage"))].odds
    }
    let usual = try odds("image to image, text to image, oil painting")
    #expect(try odds("text to image, oil painting") < usual - 2)
    #expect(try odds("oil, canvas") < usual - 2)
    #expect(try odds("an oil painting") < usual - 2)
  }

  @Test func `An empty latent is doubted where a picture is made over`() throws {
    func odds(_ wish: String) throws -> Double {
      var random = SeededGenerator(seed: 1)
      let offer = choice.offer(for: wish, limit: 12, using: &random)
      return offer.leanings[try #require(offer.candidates.firstIndex(of: "EmptyLatentImage"))].odds
    }
    #expect(try odds("image to image") < odds("image to image, text to video") - 2)
  }

  @Test func `Candidates are known for what they do of what is asked for`() throws {
    var random = SeededGenerator(seed: 1)
    let offer = choice.offer(for: "image to image, oil painting", limit: 12, using: &random)
    let encoder = try #require(offer.candidates.firstIndex(of: "VAEEncode"))
    #expect(offer.leanings[encoder].deeds == ["image_to_image"])
    let sampler = try #require(offer.candidates.firstIndex(of: "KSampler"))
    #expect(offer.leanings[sampler].deeds.isEmpty)
  }

  @Test func `A wish made from its words alone has no example that brings something in`() throws {
    func example(_ wish: String) throws -> [String] {
      var random = SeededGenerator(seed: 1)
      let offer = choice.offer(for: wish, limit: 12, using: &random)
      return try #require(offer.example).nodes.map(\.classType)
    }
    #expect(try example("an oil painting").contains("LoadImage") == false)
    #expect(try example("an oil painting with a LoRA").contains("LoadImage") == false)
    #expect(try example("this photo as an oil painting").contains("LoadImage"))
    #expect(try example("music of rain").contains("LoadAudio") == false)
    #expect(try example("transcribe the sound of rain").contains("LoadAudio"))
  }

  @Test func `Given candidates stay as they are and choose the example`() {
    let given = ["LoadAudio", "SaveAudio"]
    let offer = choice.offer(for: "an oil painting", candidates: given)
    #expect(offer.candidates == given)
    #expect(offer.example?.nodes.map(\.classType) == given)
  }

  @Test func `A wish that no candidate meets brings a node that does`() {
    let found = candidates("text to image with a checkpoint and a LoRA")
    #expect(found.contains { TinyModel.catalog[$0] != nil && $0.lowercased().contains("lora") })
  }

  @Test func `Everything offered can be fed and shown`() throws {
    let definitions = candidates("text to image").compactMap { TinyModel.catalog[$0] }
    #expect(definitions.contains { $0.isOutputNode })
    let outputs = definitions.flatMap(\.outputs).map(\.type)
    for definition in definitions {
      for input in definition.inputs where ArgumentOrder.mustBeLinked(input) {
        #expect(
          outputs.contains { input.type.accepts($0) }, "\(definition.classType) \(input.name)")
      }
    }
  }

  @Test func `What nothing would take brings what takes it`() {
    // Only the decoder's workflow is known, so that nothing likely takes the text.
    let retriever = NodeRetriever(
      catalog: TinyModel.catalog,
      workflows: WorkflowKnowledgeBase([
        WorkflowEntry(
          id: "w", family: "w", classTypes: ["CLIPTextEncode": 1, "CheckpointLoaderSimple": 1],
          text: "encoded words")
      ]))
    func candidates(isClosed: Bool) -> [NodeDefinition] {
      var choice = CandidateChoice(retriever)
      choice.isClosed = isClosed
      var random = SeededGenerator(seed: 1)
      return choice.offer(for: "encoded words", limit: 2, using: &random).candidates
        .compactMap { TinyModel.catalog[$0] }
    }
    func takesText(_ definition: NodeDefinition) -> Bool {
      definition.inputs.contains { $0.type == .named("CONDITIONING") }
    }
    #expect(!candidates(isClosed: false).contains(where: takesText))
    #expect(candidates(isClosed: true).contains(where: takesText))
  }

  @Test func `A seed decides the order, and nothing else`() {
    let first = candidates("text to image", seed: 1)
    #expect(candidates("text to image", seed: 1) == first)
    let other = candidates("text to image", seed: 2)
    #expect(other != first)
    #expect(other.sorted() == first.sorted())
  }

  @Test func `A wish in another language is offered what the English one is`() {
    var random = SeededGenerator(seed: 1)
    let offer = choice.offer(for: "画像を水彩の絵に変換", limit: 12, using: &random)
    #expect(offer.wish == "image watercolor picture convert")
    random = SeededGenerator(seed: 1)
    #expect(choice.offer(for: offer.wish, limit: 12, using: &random) == offer)
  }
}
