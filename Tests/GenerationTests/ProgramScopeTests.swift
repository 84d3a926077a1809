import Testing
import WorkflowGraph

@testable import Generation

@Suite struct ProgramScopeTests {
  private func definition(_ classType: String) throws -> NodeDefinition {
    try #require(TinyModel.catalog[classType])
  }

  @Test func `Variables are numbered for each type`() throws {
    var scope = ProgramScope(catalog: TinyModel.catalog)
    let loader = try definition("CheckpointLoaderSimple")
    #expect(scope.targets(of: loader) == "model_1, clip_1, vae_1")
    scope.declare(loader)
    #expect(scope.targets(of: loader) == "model_2, clip_2, vae_2")
    #expect(scope.targets(of: try definition("LoraLoader")) == "model_2, clip_2")
    #expect(scope.targets(of: NodeDefinition(classType: "Nothing")) == "_")
  }

  @Test func `The newest variable comes first`() throws {
    var scope = ProgramScope(catalog: TinyModel.catalog)
    scope.declare(try definition("CheckpointLoaderSimple"))
    scope.declare(try definition("LoraLoader"))
    #expect(scope.sources(for: .named("CLIP")).map(\.name) == ["clip_2", "clip_1"])
    #expect(scope.sources(for: .named("IMAGE")).map(\.name) == [])
  }

  @Test func `A statement can begin when all its sockets can be fed`() throws {
    var scope = ProgramScope(catalog: TinyModel.catalog)
    let encoder = try definition("CLIPTextEncode")
    #expect(!scope.canFeed(encoder))
    #expect(scope.canFeed(try definition("EmptyLatentImage")))
    scope.declare(try definition("CheckpointLoaderSimple"))
    #expect(scope.canFeed(encoder))
    #expect(!scope.canFeed(try definition("KSampler")))
  }

  @Test func `Outputs and repetitions are counted`() throws {
    var scope = ProgramScope(catalog: TinyModel.catalog)
    #expect(!scope.hasOutputNode)
    for (classType, repeats) in [
      ("LoadImage", 0), ("LoadImage", 1), ("LoadImage", 2), ("PreviewImage", 0),
    ] {
      scope.declare(try definition(classType))
      #expect(scope.repeats == repeats)
    }
    #expect(scope.hasOutputNode)
    #expect(scope.used == ["LoadImage", "PreviewImage"])
  }
}
