import JSON
import Testing

@testable import WorkflowGraph

@Suite struct UILinkResolverTests {
  private func bypass(_ inputs: [String], _ outputs: [String], _ slot: Int, _ type: String) throws
    -> Int?
  {
    func sockets(_ types: [String]) -> JSONValue {
      .array(types.map { ["name": "x", "type": .string($0)] })
    }
    let node = try #require(
      UINode(["id": 1, "type": "X", "inputs": sockets(inputs), "outputs": sockets(outputs)]))
    return UILinkResolver.bypass(node, slot, type)
  }

  @Test func bypassPrefersTheSameSlotThenTheEqualTypeThenAnyThatConnects() throws {
    #expect(try bypass(["MODEL", "CLIP"], ["MODEL", "CLIP"], 1, "CLIP") == 1)
    #expect(try bypass(["IMAGE", "IMAGE"], ["MASK", "IMAGE"], 1, "IMAGE") == 1)
    #expect(try bypass(["MASK", "IMAGE"], ["IMAGE"], 0, "IMAGE") == 1)
    #expect(try bypass(["MASK", "*"], ["IMAGE"], 0, "IMAGE") == 1)
    #expect(try bypass(["MASK"], ["IMAGE"], 0, "IMAGE") == nil)
    #expect(try bypass([], ["IMAGE"], 0, "IMAGE") == nil)
  }

  @Test func bypassForAWildcardTakesTheSameSlotOrTheFirst() throws {
    #expect(try bypass(["MASK", "IMAGE"], ["A", "B"], 1, "*") == 1)
    #expect(try bypass(["MASK"], ["A", "B"], 1, "") == 0)
  }

  @Test func typesConnectAsInTheFrontend() {
    #expect(UILinkResolver.connects("image", "IMAGE"))
    #expect(UILinkResolver.connects("", "IMAGE"))
    #expect(UILinkResolver.connects("*", "IMAGE"))
    #expect(UILinkResolver.connects("MASK,IMAGE", "image,LATENT"))
    #expect(!UILinkResolver.connects("MASK", "IMAGE"))
  }
}
