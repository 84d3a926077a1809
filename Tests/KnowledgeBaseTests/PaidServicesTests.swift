import KnowledgeBase
import Testing
import WorkflowGraph

@Suite struct PaidServicesTests {
  private static func node(
    _ name: String, _ category: String, isPaid: Bool = true
  ) -> NodeDefinition {
    NodeDefinition(classType: name, category: category, isAPINode: isPaid)
  }

  private let services = PaidServices(
    NodeCatalog([
      node("KlingTextToVideoNode", "partner/video/Kling"),
      node("OpenAIGPTImage1", "api node/image/OpenAI"),
      node("WanTextToVideoApi", "partner/video/Wan"),
      node("SyncLipSyncNode", "partner/video/sync.so"),
      node("KSampler", "sampling/Ideogram", isPaid: false),
    ]))

  @Test(arguments: [
    ("a red car in the rain, with Kling", ["Kling"]),
    ("KLING2.1で動画を作る", ["Kling"]),
    ("GPT-Image: a cat", ["OpenAI"]), ("use DALL·E and kling", ["Kling", "OpenAI"]),
    ("lips that move, sync.so", ["sync.so"]),
    ("a sparkling lake", []), ("ideogram", []),
  ])
  func `A service is named by its own word or a product of it`(wish: String, names: [String]) {
    #expect(services.named(in: wish) == Set(names))
  }

  @Test func `A name that free models have too needs more to it`() {
    #expect(services.named(in: "image to video with Wan 2.2").isEmpty)
    #expect(services.named(in: "Wan2.6: image to video") == ["Wan"])
  }

  @Test func `Only nodes that call one have a service`() {
    #expect(PaidServices.service(of: Self.node("A", "partner/3d/Tripo")) == "Tripo")
    #expect(PaidServices.service(of: Self.node("A", "partner/3d/Tripo", isPaid: false)) == nil)
  }
}
