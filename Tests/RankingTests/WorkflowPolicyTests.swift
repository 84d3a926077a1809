import JSON
import Ranking
import Testing
import WorkflowGraph

@Suite struct WorkflowPolicyTests {
  private static let text = SocketType.named("STRING")
  private let catalog = NodeCatalog([
    NodeDefinition(
      classType: "SaveImage", isOutputNode: true,
      inputs: [InputDefinition(name: "filename_prefix", type: text)]),
    NodeDefinition(
      classType: "CLIPTextEncode",
      inputs: [InputDefinition(name: "words", type: text, isMultiline: true)]),
    NodeDefinition(
      classType: "Loader",
      inputs: [
        InputDefinition(
          name: "lora_name", type: .named("COMBO"), choices: ["../odd.safetensors"])
      ]),
    NodeDefinition(
      classType: "ComfyMathExpression",
      inputs: [InputDefinition(name: "expression", type: text)]),
    NodeDefinition(
      classType: "StringMaker", outputs: [OutputDefinition(name: "STRING", type: text)]),
    NodeDefinition(
      classType: "GLBWriter", isOutputNode: true,
      outputs: [OutputDefinition(name: "path", type: text)]),
    pack("Evaluate Strings", "python_expression"), pack("EvalFloats", "a"),
    pack("Fetch Picture", "url"), pack("Image Send HTTP", "title"),
    pack("CLIPTextEncodeSDXL", "clip"), pack("Decoder", "note"),
  ])

  private static func pack(_ classType: String, _ input: String) -> NodeDefinition {
    NodeDefinition(
      classType: classType, tier: .extended, inputs: [InputDefinition(name: input, type: text)])
  }

  private func sentences(
    _ nodes: Node..., policy: WorkflowPolicy = WorkflowPolicy()
  ) -> [String] {
    policy.findings(in: Workflow(nodes: nodes), catalog)
      .map { "\($0.rule.rawValue): \($0.sentence)" }
  }

  private func node(_ classType: String, _ input: String, _ value: JSONValue) -> Node {
    var node = Node(id: "9", classType: classType)
    node[input] = .literal(value)
    return node
  }

  // MARK: - Values

  @Test(
    "values that name files stay in ComfyUI's folders and off the network",
    arguments: [
      ("SaveImage", "filename_prefix", "/etc/cron.d/x", "outside-folders"),
      ("SaveImage", "filename_prefix", "~/x", "outside-folders"),
      ("SaveImage", "filename_prefix", "C:\\x", "outside-folders"),
      ("SaveImage", "filename_prefix", "d:/x", "outside-folders"),
      ("SaveImage", "filename_prefix", "\\\\server\\x", "outside-folders"),
      ("SaveImage", "filename_prefix", "a/../../x", "parent-folder"),
      ("SaveImage", "filename_prefix", "a\\..\\x", "parent-folder"),
      ("LoadImage", "image", "..", "parent-folder"),
      ("Other", "lora_name", "../x.safetensors", "parent-folder"),
      ("Other", "video_path", "https://example.com/x", "network-address"),
      ("SaveImage", "filename_prefix", "a https://example.com/x", "network-address"),
      ("Other", "text", "a\u{0}b", "nul"),
    ])
  func refused(_ classType: String, _ input: String, _ text: String, _ rule: String) {
    let words = [
      "outside-folders": "names a place outside ComfyUI's folders",
      "parent-folder": "leaves its folder", "network-address": "names a place in the network",
      "nul": "holds a NUL",
    ]
    #expect(
      sentences(node(classType, input, .string(text))) == [
        "\(rule): The input '\(input)' of node 9 (\(classType)) \(words[rule] ?? "?")."
      ])
  }

  @Test(
    "a text elsewhere that is nothing but a place is refused",
    arguments: [
      ("/etc/passwd", "outside-folders"), ("~/.ssh/id_rsa", "outside-folders"),
      ("C:\\Windows\\x", "outside-folders"), ("\\\\server\\share", "outside-folders"),
      ("../../secret", "parent-folder"), ("a/../../b", "parent-folder"),
      ("file:///etc/passwd", "network-address"), ("http://10.0.0.1/x", "network-address"),
    ])
  func wholePlaces(_ text: String, _ rule: String) {
    #expect(
      sentences(node("Other", "value", .string(text))).map { $0.prefix(rule.utf8.count) }
        == [rule[...]])
    #expect(sentences(node("Other", "value", ["a": [.string(text)]])).count == 1)
    #expect(sentences(node("CLIPTextEncode", "words", .string(text))) == [])
    #expect(sentences(node("Other", "prompt", .string(text))) == [])
  }

  @Test(
    "names inside the folders pass, free texts may say anything, and signs are no places",
    arguments: [
      ("SaveImage", "filename_prefix", "night/fox_%date:yyyy%"),
      ("LoraLoader", "lora_name", "style\\ink..v2.safetensors"),
      ("LoadImage", "image", "a b.png [input]"), ("Other", "text", "../ and https://x, C:\\"),
      ("Other", "text", ""), ("SaveImage", "filename_prefix", ""), ("Other", "delimiter", "/"),
      ("Other", "delimiter", ".."), ("Other", "regex", "\\d+"), ("Other", "ratio", "16:9"),
      ("Other", "value", "see https://example.com"), ("Other", "value", "://"),
      ("Loader", "lora_name", "../odd.safetensors"), ("SaveImage", "unheard_of", "/api/view"),
    ])
  func allowed(_ classType: String, _ input: String, _ text: String) {
    #expect(sentences(node(classType, input, .string(text))) == [])
  }

  // MARK: - Nodes

  @Test("nodes beside ComfyUI's own that evaluate texts are findings")
  func code() {
    let trust = "list the class in safe_nodes if you trust it."
    #expect(
      sentences(
        Node(id: "1", classType: "Evaluate Strings"), Node(id: "2", classType: "EvalFloats"))
        == [
          "runs-code: Node 1 (Evaluate Strings) evaluates its input 'python_expression' as code;"
            + " \(trust)",
          "runs-code: Node 2 (EvalFloats) runs code; \(trust)",
        ])
    #expect(sentences(node("Nobody Knows", "python_code", "1")).count == 1)
    #expect(sentences(Node(id: "1", classType: "ComfyMathExpression")) == [])
    #expect(sentences(Node(id: "1", classType: "CLIPTextEncodeSDXL")) == [])
    #expect(sentences(Node(id: "1", classType: "Decoder")) == [])
  }

  @Test("nodes made to reach for an address are findings")
  func addresses() {
    let trust = "list the class in safe_nodes if you trust it."
    #expect(
      sentences(
        Node(id: "1", classType: "Fetch Picture"), Node(id: "2", classType: "Image Send HTTP")) == [
          "reaches-network: Node 1 (Fetch Picture) reaches for the address in its input 'url';"
            + " \(trust)",
          "reaches-network: Node 2 (Image Send HTTP) reaches for the network; \(trust)",
        ])
  }

  @Test("a trusted class may run code and reach for its address, not for other files")
  func trusted() {
    let policy = WorkflowPolicy(safeClasses: ["Fetch Picture", "EvalFloats"])
    #expect(
      sentences(
        node("Fetch Picture", "url", "https://example.com/a.png"),
        Node(id: "2", classType: "EvalFloats"), policy: policy) == [])
    #expect(
      sentences(node("Fetch Picture", "url", "/etc/passwd"), policy: policy) == [
        "outside-folders: The input 'url' of node 9 (Fetch Picture) names a place outside"
          + " ComfyUI's folders."
      ])
    #expect(sentences(node("Fetch Picture", "url", "https://example.com/a.png")).count == 2)
  }

  @Test("a name to be written may not be made where nobody can check it")
  func madeNames() {
    var save = Node(id: "9", classType: "SaveImage")
    save["filename_prefix"] = .link(Link(source: "1", slot: 0))
    #expect(
      sentences(Node(id: "1", classType: "StringMaker"), save) == [
        "made-name: The input 'filename_prefix' of node 9 (SaveImage) takes its name from node 1"
          + " (StringMaker), where it cannot be checked."
      ])
    #expect(sentences(Node(id: "1", classType: "GLBWriter"), save) == [])
    var view = Node(id: "9", classType: "Loader")
    view["path"] = .link(Link(source: "1", slot: 0))
    #expect(sentences(Node(id: "1", classType: "StringMaker"), view) == [])
  }

  // MARK: - Verdicts

  @Test("a class is mistrusted by what it is, whatever its values are")
  func mistrusted() {
    let policy = WorkflowPolicy(safeClasses: ["EvalFloats"])
    let mistrusted = catalog.definitions.filter(policy.mistrusts).map(\.classType)
    #expect(mistrusted == ["Evaluate Strings", "Fetch Picture", "Image Send HTTP"])
  }

  @Test("what blocks is the last gate; what flags is told with the ranked answer")
  func modes() throws {
    var answer = made(1, plain, source: .library)
    answer.workflow?.nodes.append(node("Other", "video_path", "/x"))
    let sentence =
      "The input 'video_path' of node 9 (Other) names a place outside ComfyUI's folders."
    let blocked = AnswerRanking(catalog: sampleCatalog)
      .rank([answer], requested: 1, concepts: [])
    #expect(blocked.best == nil)
    let failure = blocked.answers[0].score.failure
    #expect(failure?.gate == .policy && failure?.reason == sentence)
    let flagged = AnswerRanking(catalog: sampleCatalog, policy: WorkflowPolicy(mode: .flag))
      .rank([answer], requested: 1, concepts: [])
    #expect(flagged.best?.policy.map(\.sentence) == [sentence])
    #expect(
      flagged.best?.policy.first?.json == [
        "rule": "outside-folders", "node": "9", "class": "Other", "input": "video_path",
        "sentence": .string(sentence),
      ])
  }
}
