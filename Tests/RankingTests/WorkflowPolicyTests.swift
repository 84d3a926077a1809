import JSON
import Ranking
import Testing
import WorkflowGraph

@Suite struct WorkflowPolicyTests {
  private func failure(_ classType: String, _ input: String, _ text: String) -> String? {
    var answer = made(1, plain, source: .library)
    var node = Node(id: "9", classType: classType)
    node[input] = .literal(.string(text))
    answer.workflow?.nodes.append(node)
    return Gates.firstFailure(answer).map { "\($0.gate.rawValue): \($0.reason)" }
  }

  @Test(
    "values that name files stay in ComfyUI's folders and off the network",
    arguments: [
      ("SaveImage", "filename_prefix", "/etc/cron.d/x", "names a place outside ComfyUI's folders"),
      ("SaveImage", "filename_prefix", "~/x", "names a place outside ComfyUI's folders"),
      ("SaveImage", "filename_prefix", "C:\\x", "names a place outside ComfyUI's folders"),
      ("SaveImage", "filename_prefix", "d:/x", "names a place outside ComfyUI's folders"),
      ("SaveImage", "filename_prefix", "\\\\server\\x", "names a place outside ComfyUI's folders"),
      ("SaveImage", "filename_prefix", "a/../../x", "leaves its folder"),
      ("SaveImage", "filename_prefix", "a\\..\\x", "leaves its folder"),
      ("LoadImage", "image", "..", "leaves its folder"),
      ("Other", "lora_name", "../x.safetensors", "leaves its folder"),
      ("Other", "video_path", "https://example.com/x", "names a place in the network"),
      ("ImageDownloader", "url", "file:///etc/passwd", "names a place in the network"),
      ("Other", "text", "a\u{0}b", "holds a NUL"),
    ])
  func refused(_ classType: String, _ input: String, _ text: String, _ problem: String) {
    #expect(
      failure(classType, input, text)
        == "policy: The input '\(input)' of node 9 (\(classType)) \(problem).")
  }

  @Test(
    "names inside the folders pass, and free texts may say anything",
    arguments: [
      ("SaveImage", "filename_prefix", "night/fox_%date:yyyy%"),
      ("LoraLoader", "lora_name", "style\\ink..v2.safetensors"),
      ("LoadImage", "image", "a b.png [input]"), ("Other", "text", "../ and https://x, C:\\"),
      ("Other", "text", ""), ("SaveImage", "filename_prefix", ""),
    ])
  func allowed(_ classType: String, _ input: String, _ text: String) {
    #expect(failure(classType, input, text) == nil)
  }
}
