import JSON
import Testing
import WorkflowGraph

@testable import Generation

@Suite struct ArgumentOrderTests {
  private func order(_ classType: String) throws -> ArgumentOrder {
    ArgumentOrder(try #require(TinyModel.catalog[classType]))
  }

  @Test func `Links come first, each when it must, then values in order`() throws {
    var order = try order("KSampler")
    for name in ["model", "positive", "negative", "latent_image"] {
      #expect(order.open { !WidgetOrder.hasWidget($0.definition) }.map(\.name) == [name])
      #expect(order.needed().first?.name == name)
      order.take(name, asLink: true)
    }
    #expect(order.needed().isEmpty)
    #expect(
      order.open { !WidgetOrder.hasWidget($0.definition) }.map(\.name)
        == ["steps", "cfg", "sampler_name", "scheduler", "denoise"])
    order.take("sampler_name", asLink: false)
    #expect(order.open { _ in false }.map(\.name) == ["scheduler", "denoise"])
  }

  @Test func `What cannot be fed is left open, what was ordered is needed`() throws {
    let order = try order("KSampler")
    #expect(order.open { $0.name == "steps" }.map(\.name).first == "steps")
    #expect(order.needed(mustTake: "denoise").map(\.name).last == "denoise")
  }

  @Test func `No link feeds what chooses a file`() throws {
    let input = try #require(TinyModel.catalog["LoadImage"]?.input("image"))
    #expect(!ArgumentOrder.mayBeLinked(input))
  }

  @Test func `The first argument opens the bracket, the last closes it`() throws {
    var order = try order("EmptyLatentImage")
    #expect(order.spelling.lead(for: "width") == "(width=")
    #expect(order.spelling.closing(comment: nil) == "()\n")
    order.take("width", asLink: false)
    #expect(order.spelling.lead(for: "height") == ", height=")
    #expect(order.spelling.closing(comment: nil) == ")\n")
  }

  @Test func `Names that are no identifiers go into the tail`() {
    let definition = NodeDefinition(
      classType: "Odd",
      inputs: ["plain", "if", "two words"].map { InputDefinition(name: $0, type: .named("INT")) })
    var order = ArgumentOrder(definition)
    #expect(order.spelling.lead(for: "if") == "(**{\"if\": ")
    order.take("plain", asLink: false)
    #expect(order.spelling.lead(for: "if") == ", **{\"if\": ")
    order.take("if", asLink: false)
    #expect(order.spelling.lead(for: "two words") == ", \"two words\": ")
    #expect(order.spelling.closing(comment: nil) == "})\n")
  }

  @Test func `Partly known nodes take links only`() {
    var definition = NodeDefinition(
      classType: "Seen", inputs: [InputDefinition(name: "steps", type: .named("INT"))])
    #expect(
      ArgumentOrder(definition).open { _ in false }.map(\.name) == ["steps"])
    definition.tier = .observed
    #expect(
      ArgumentOrder(definition).open { _ in false }.map(\.name) == [])
  }

  @Test func `Seeds, files and single lines are not for the model`() throws {
    func isTeachable(_ classType: String, _ input: String) throws -> Bool {
      ArgumentOrder.isTeachable(try #require(TinyModel.catalog[classType]?.input(input)))
    }
    #expect(try !isTeachable("KSampler", "seed"))
    #expect(try !isTeachable("CheckpointLoaderSimple", "ckpt_name"))
    #expect(try !isTeachable("SaveImage", "filename_prefix"))
    #expect(try !isTeachable("KSampler", "model"))
    #expect(try isTeachable("KSampler", "steps"))
    #expect(try isTeachable("KSampler", "sampler_name"))
    #expect(try isTeachable("CLIPTextEncode", "text"))
  }
}
