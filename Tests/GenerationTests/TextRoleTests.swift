import Generation
import Testing
import WorkflowGraph

@Suite struct TextRoleTests {
  private func roles(_ text: String) -> [String: TextRole] {
    let workflow = SampleWorkflows.read(text)
    let roles = TextRoles(workflow, catalog: TinyModel.catalog)
    var found: [String: TextRole] = [:]
    for node in workflow.nodes {
      for input in TinyModel.catalog[node.classType]?.inputs ?? [] {
        found["\(node.id).\(input.name)"] = roles.role(of: input, at: node)
      }
    }
    return found
  }

  @Test func `A text is negative when only negative inputs see it`() {
    let found = roles(
      """
      {"1": {"class_type": "CLIPTextEncode", "inputs": {}},
       "2": {"class_type": "CLIPTextEncode", "inputs": {}},
       "3": {"class_type": "CLIPTextEncode", "inputs": {}},
       "4": {"class_type": "CLIPTextEncode", "inputs": {}},
       "5": {"class_type": "ConditioningZeroOut", "inputs": {"conditioning": ["3", 0]}},
       "8": {"class_type": "KSampler", "inputs": {"positive": ["1", 0], "negative": ["2", 0]}},
       "9": {"class_type": "KSampler", "inputs": {"positive": ["3", 0], "negative": ["5", 0]}}}
      """)
    #expect(
      found == ["1.text": .prompt, "2.text": .negative, "3.text": .prompt, "4.text": .prompt])
  }

  @Test func `The way leads through nodes between`() {
    let found = roles(
      """
      {"1": {"class_type": "CLIPTextEncode", "inputs": {}},
       "2": {"class_type": "ConditioningCombine", "inputs": {"conditioning_1": ["1", 0]}},
       "3": {"class_type": "ControlNetApplyAdvanced", "inputs": {"negative": ["2", 0]}}}
      """)
    #expect(found["1.text"] == .negative)
  }

  @Test func `A circle ends the search`() {
    let found = roles(
      """
      {"1": {"class_type": "CLIPTextEncode", "inputs": {"clip": ["2", 0]}},
       "2": {"class_type": "ConditioningCombine", "inputs":
          {"conditioning_1": ["1", 0], "conditioning_2": ["2", 0]}}}
      """)
    #expect(found["1.text"] == .prompt)
  }

  @Test func `An input's own name decides first`() {
    let named = ["negative_prompt", "text_n", "positive", "text_p", "caption"]
    let inputs = named.map {
      InputDefinition(name: $0, type: .named("STRING"), isMultiline: true)
    }
    let node = Node(id: "1", classType: "Two Texts")
    let roles = TextRoles(Workflow(nodes: [node]), catalog: TinyModel.catalog)
    #expect(
      inputs.map { roles.role(of: $0, at: node) }
        == [.negative, .negative, .prompt, .prompt, .prompt])
  }

  @Test func `Other inputs have no role`() {
    let node = Node(id: "1", classType: "X")
    let roles = TextRoles(Workflow(nodes: [node]), catalog: TinyModel.catalog)
    #expect(roles.role(of: InputDefinition(name: "a", type: .named("STRING")), at: node) == nil)
    let number = InputDefinition(name: "negative", type: .named("INT"), isMultiline: true)
    #expect(roles.role(of: number, at: node) == nil)
  }
}
