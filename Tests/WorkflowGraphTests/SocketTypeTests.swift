import JSON
import Testing
import WorkflowGraph

@Suite struct SocketTypeTests {
  private func accepts(_ input: SocketType, _ output: SocketType) -> Bool { input.accepts(output) }

  @Test func theServersRulesHold() {
    #expect(accepts(.named("MODEL"), .named("MODEL")))
    #expect(!accepts(.named("MODEL"), .named("CLIP")))
    #expect(!accepts(.named("FLOAT"), .named("INT")))
    #expect(!accepts(.named("model"), .named("MODEL")))
    #expect(accepts(.any, .named("CLIP")))
    #expect(accepts(.named("MODEL"), .any))
    #expect(accepts(.named("COMFY_MATCHTYPE_V3"), .choices(["a"])))
    #expect(accepts(.named("MESH, FILE_3D"), .named("FILE_3D,X")))
    #expect(accepts(.named("MESH,*"), .named("X")))
    #expect(!accepts(.named("MESH,FILE_3D"), .named("FILE")))
  }

  @Test func choicesAreEqualElementByElement() {
    #expect(accepts(.choices(["a", "b"]), .choices(["a", "b"])))
    #expect(!accepts(.choices(["a", "b"]), .choices(["b", "a"])))
    #expect(accepts(.named("COMBO"), .choices(["a"])))
    #expect(!accepts(.choices(["a"]), .named("COMBO")))
    #expect(!accepts(.choices(["a"]), .named("STRING")))
    #expect(SocketType.choices(["a"]).name == "COMBO")
  }
}
