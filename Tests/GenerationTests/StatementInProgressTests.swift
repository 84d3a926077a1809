import Testing
import WorkflowGraph

@testable import Generation

@Suite struct StatementInProgressTests {
  private func statement(
    _ classType: String, link: ShortestEnding.RequiredLink? = nil
  ) throws -> StatementInProgress {
    let definition = try #require(TinyModel.catalog[classType])
    return StatementInProgress(
      ShortestEnding.Step(node: 0, link: link), ArgumentOrder(definition))
  }

  @Test func `What must be linked is needed until it is`() throws {
    var statement = try statement("VAEDecode")
    #expect(statement.needed.map(\.name) == ["samples", "vae"])
    statement.link("samples", template: nil, type: 1)
    #expect(statement.needed.map(\.name) == ["vae"])
  }

  @Test func `A link that was ordered is needed too`() throws {
    let link = ShortestEnding.RequiredLink(input: "denoise", variable: 3)
    #expect(
      try statement("KSampler", link: link).needed.map(\.name)
        == ["model", "positive", "negative", "latent_image", "denoise"])
  }

  @Test func `A template carries the type of its first link`() throws {
    var statement = try statement("VAEDecode")
    statement.link("samples", template: "T", type: 4)
    statement.link("vae", template: "T", type: 7)
    #expect(statement.carried == ["T": 4])
  }

  @Test func `The wildcard is no type that a template carries`() throws {
    var statement = try statement("VAEDecode")
    statement.link("samples", template: "T", type: NodeOffer.anyType)
    statement.link("vae", template: "T", type: 7)
    #expect(statement.carried == ["T": 7])
  }
}
