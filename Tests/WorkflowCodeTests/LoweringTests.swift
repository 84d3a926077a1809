import JSON
import Testing
import WorkflowCode
import WorkflowGraph

@Suite struct LoweringTests {
  private let lowering = Lowering(ClassIdentifiers(sampleCatalog))

  private func only(_ text: String) -> String {
    let (workflow, diagnostics) = lowering.read(text)
    #expect(workflow == nil)
    return diagnostics.map(\.description).joined(separator: "\n")
  }

  @Test func nodesAreNumberedByStatement() {
    let text = """
      image_1, mask_1 = LoadImage(image="a.png")
      _ = SaveImage(images=image_1, other=mask_1, list=["1", 0])
      """
    let expected = Workflow(nodes: [
      made("1", "LoadImage", values: [("image", "a.png")]),
      Node(
        id: "2", classType: "SaveImage",
        inputs: [
          NodeInput(name: "images", value: .link(Link(source: "1", slot: 0))),
          NodeInput(name: "other", value: .link(Link(source: "1", slot: 1))),
          NodeInput(name: "list", value: .literal(["1", 0])),
        ]),
    ])
    #expect(lowering.read(text).workflow == expected)
  }

  @Test func wrongLinkTypesAndUnknownInputsAreLeftToValidation() {
    let text = """
      image_1, mask_1 = LoadImage(nonsense=3)
      image_2 = VAEDecode(samples=mask_1)
      """
    #expect(lowering.read(text).workflow?.nodes.count == 2)
  }

  @Test func theClassCommentDecides() {
    let known = "any_1 = Switch_any()  # Switch-any"
    #expect(lowering.read(known).workflow?.nodes.first?.classType == "Switch-any")
    let unknown = "any_1, b_1 = My_Node()  #   My (Node) "
    #expect(lowering.read(unknown).workflow?.nodes.first?.classType == "My (Node)")
    #expect(
      only("any_1 = Switch_any()")
        == "1:9: ambiguous_class: Switch_any may be \"Switch any\", \"Switch-any\"; name one of"
        + " them in a comment behind the call")
    #expect(
      only("image_1 = LoadImage()  # SaveImage")
        == "1:24: class_comment_mismatch: the comment names \"SaveImage\", which is written"
        + " SaveImage, but the call says LoadImage")
    #expect(
      only("image_1 = LoadImag()")
        == "1:11: unknown_class: no node is called LoadImag; did you mean LoadImage?")
    #expect(
      only("image_1 = Unheard()") == "1:11: unknown_class: no node is called Unheard.")
  }

  @Test func variablesMustBeDefinedAboveTheirUse() {
    #expect(
      only("image_1, mask_1 = LoadImage()\n_ = SaveImage(images=imag_1)")
        == "2:22: undefined_variable: the variable imag_1 is not defined; did you mean image_1?")
    #expect(
      only("_ = SaveImage(images=zebra)")
        == "1:22: undefined_variable: the variable zebra is not defined.")
    #expect(
      only("_ = SaveImage(images=image_1)\nimage_1 = LoadImage()")
        == "1:22: forward_reference: the variable image_1 is defined below, in line 2; move that"
        + " line up")
    #expect(
      only("image_1 = ImageScaleBy(image=image_1)")
        == "1:30: self_reference: the node would feed itself with image_1")
    #expect(
      only("image_1 = LoadImage()\nimage_1 = LoadImage()")
        == "2:1: duplicate_variable: the variable image_1 is already defined in line 1; use"
        + " another name")
    #expect(
      only("_ = SaveImage()\n_ = SaveImage(images=_)")
        == "2:22: undefined_variable: the variable _ is not defined.")
  }

  @Test func moreTargetsThanOutputsAreAnError() {
    #expect(
      only("image_1, mask_1, x_1 = LoadImage()")
        == "1:18: slot_out_of_range: LoadImage has 2 outputs, but 3 variables stand before it")
    #expect(
      only("x_1 = SaveImage()")
        == "1:1: slot_out_of_range: SaveImage has 0 outputs, but 1 variables stand before it;"
        + " write \"_\"")
  }

  @Test func aDiscardedOutputIsARemark() {
    let (workflow, diagnostics) = lowering.read("_, mask_1 = LoadImage()")
    #expect(workflow != nil)
    #expect(
      diagnostics.map(\.description)
        == ["1:1: discarded_output: \"_\" stands for an output; give it a name"])
    #expect(lowering.read("_ = LoadImage()").diagnostics.map(\.isError) == [false])
  }

  @Test func aProgramWithoutStatementsHasNoWorkflow() {
    #expect(only("# nothing\n") == "1:1: empty_program: the program has no statement")
  }
}
