import Testing
import WorkflowGraph

@testable import Generation

@Suite struct ProgramScopeTests {
  private let offer = SmallOffer.of(SmallOffer.textToImage + ["LoraLoader", "PreviewImage"])

  private func place(_ name: String) throws -> Int { try #require(offer.place(of: name)) }

  @Test func `Variables are numbered for each type`() throws {
    var scope = ProgramScope(offer)
    let loader = try place("CheckpointLoaderSimple")
    #expect(scope.targets(of: loader) == "model_1, clip_1, vae_1")
    scope.declare(loader, carried: [:])
    #expect(scope.targets(of: loader) == "model_2, clip_2, vae_2")
    #expect(scope.targets(of: try place("LoraLoader")) == "model_2, clip_2")
    #expect(scope.variables.indices.map(scope.name) == ["model_1", "clip_1", "vae_1"])
    #expect(scope.uses[loader] == 1)
  }

  @Test func `A node is loose until something takes what it makes`() throws {
    var scope = ProgramScope(offer)
    scope.declare(try place("CheckpointLoaderSimple"), carried: [:])
    scope.declare(try place("EmptyLatentImage"), carried: [:])
    #expect(scope.looseCount == 2)
    #expect(scope.newestLoose == 1)
    #expect(scope.variables.allSatisfy { !$0.isUsed })
    scope.take(3, by: try place("VAEDecode"))
    #expect(scope.variables.indices.filter { scope.variables[$0].isUsed } == [3])
    scope.take(3, by: try place("KSampler"))
    #expect(scope.looseCount == 1)
    #expect(scope.newestLoose == 0)
    scope.declare(try place("SaveImage"), carried: [:])
    #expect(scope.looseCount == 1)
  }

  @Test func `An output node shows nothing twice, nor what is shown`() throws {
    var scope = offer.scope([
      "CheckpointLoaderSimple", "EmptyLatentImage", "VAEDecode", "SaveImage",
    ])
    let save = try place("SaveImage")
    let preview = try place("PreviewImage")
    let image = try #require(scope.variables.indices.last { scope.name(of: $0) == "image_1" })
    #expect(!scope.isNews(image, for: save))
    #expect(scope.isNews(image, for: preview))
    scope.take(image, by: preview)
    #expect(!scope.variables[image].isUsed)
    #expect(!scope.isNews(image, for: preview))
  }

  @Test func `A template's output carries what the template was given`() throws {
    let offer = SmallOffer.of(["ComfySwitchNode", "LoadImage", "SaveImage"])
    let node = try #require(offer.place(of: "ComfySwitchNode"))
    let image = try #require(offer.types.firstIndex(of: .named("IMAGE")))
    let template = try #require(offer.nodes[node].outputs.first?.template)
    var scope = ProgramScope(offer)
    scope.declare(node, carried: [template: image])
    #expect(scope.variables.map(\.type) == [image])
    #expect(scope.targets(of: node) == "any_2")
  }
}
