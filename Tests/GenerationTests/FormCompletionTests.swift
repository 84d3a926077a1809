import JSON
import KnowledgeBase
import Testing
import WorkflowGraph

@testable import Generation

@Suite struct FormCompletionTests {
  private let compact = CompactForm(catalog: TinyModel.catalog)

  private func complete(
    _ text: String, prompt: String = "a fox", negative: String = "", seed: Int = 11
  ) -> (workflow: Workflow, changes: [CompactForm.Change]) {
    compact.complete(
      SampleWorkflows.read(text), words: PromptWords(prompt: prompt, negative: negative), seed: seed
    )
  }

  @Test func `Every widget gets a value`() throws {
    let (workflow, changes) = complete("{\"1\": {\"class_type\": \"KSampler\", \"inputs\": {}}}")
    let node = try #require(workflow.nodes.first)
    #expect(
      Dictionary(uniqueKeysWithValues: node.inputs.map { ($0.name, $0.value) })
        == [
          "seed": .literal(11), "steps": .literal(20), "cfg": .literal(8.0),
          "sampler_name": .literal("euler"), "scheduler": .literal("simple"),
          "denoise": .literal(1.0),
        ])
    #expect(changes == [])
  }

  @Test func `Numbers out of range are clamped, and each is reported`() {
    let (workflow, changes) = complete(
      "{\"5\": {\"class_type\": \"KSampler\", \"inputs\": {\"cfg\": 200.5, \"steps\": -3}}}")
    #expect(workflow.nodes[0].literal("cfg") == 100.0)
    #expect(workflow.nodes[0].literal("steps") == 1)
    #expect(
      changes.map(\.description)
        == ["node 5, steps: -3 clamped to 1", "node 5, cfg: 200.5 clamped to 100.0"])
  }

  @Test func `A wish that stands nowhere goes where a text is wanted and none is`() {
    let (workflow, _) = complete(
      """
      {"1": {"class_type": "CLIPTextEncode", "inputs": {}},
       "2": {"class_type": "CLIPTextEncode", "inputs": {}},
       "3": {"class_type": "CLIPTextEncode", "inputs": {"text": "own words"}},
       "4": {"class_type": "KSampler", "inputs": {"positive": ["1", 0], "negative": ["2", 0]}}}
      """)
    #expect(workflow.nodes[..<3].map { $0.literal("text") } == ["a fox", "", "own words"])
    let (said, _) = complete(
      """
      {"1": {"class_type": "CLIPTextEncode", "inputs": {}},
       "2": {"class_type": "CLIPTextEncode", "inputs": {"text": "$prompt"}}}
      """)
    #expect(said.nodes.map { $0.literal("text") } == ["", "a fox"])
  }

  @Test func `Placeholders become the user's words, braces round`() {
    let (workflow, _) = complete(
      """
      {"1": {"class_type": "CLIPTextEncode", "inputs": {"text": "$prompt"}},
       "2": {"class_type": "CLIPTextEncode", "inputs": {"text": "$negative"}},
       "3": {"class_type": "CLIPTextEncode", "inputs": {"text": "costs $prompt"}}}
      """, prompt: "a {red|blue} fox (soft:1.2)", negative: "{bad}")
    #expect(
      workflow.nodes.map { $0.literal("text") }
        == ["a (red|blue) fox (soft:1.2)", "(bad)", "costs $prompt"])
  }

  @Test func `A seed fits its input, whatever the workflow's seed is`() throws {
    for definition in TinyModel.catalog.definitions where definition.tier != .observed {
      for input in definition.inputs where CompactForm.isSeed(input) {
        let node = Node(id: "1", classType: definition.classType)
        let (full, _) = compact.complete(
          Workflow(nodes: [node]), words: PromptWords(prompt: ""), seed: 9_007_199_254_740_991)
        let seed = try #require(full.nodes[0].literal(input.name)?.double)
        #expect(seed >= 0 && seed <= input.maximum?.double ?? .infinity)
      }
    }
  }

  @Test func `Links and values that fit are left alone`() {
    for workflow in SampleWorkflows.all {
      let (full, changes) = compact.complete(workflow, words: PromptWords(prompt: "x"), seed: 1)
      #expect(changes == [])
      #expect(SampleWorkflows.links(full) == SampleWorkflows.links(workflow))
      for node in workflow.nodes {
        let same = full.node(node.id)
        #expect(same?.inputs.count == node.inputs.count)
        for input in node.inputs { #expect(same?[input.name] == input.value) }
      }
    }
  }

  @Test func `Unknown nodes stay as they are`() {
    let workflow = Workflow(nodes: [Node(id: "1", classType: "No Such Node")])
    let (full, changes) = compact.complete(workflow, words: PromptWords(prompt: "x"), seed: 1)
    #expect(full == workflow)
    #expect(changes == [])
  }
}
