import JSON
import WorkflowGraph

/// What a workflow may not make ComfyUI do, as it is code for the one who runs it: reach for files
/// outside ComfyUI's own folders, or for the network.
///
/// Asked of literal texts in inputs that name files: those called so (`filename_prefix`, `path`,
/// `lora_name`, `url` and the like), and every text of nodes that load or save. Free texts, such as
/// a prompt, may hold anything but a NUL.
enum WorkflowPolicy {
  private static let words: Set<Substring> = [
    "file", "filename", "filepath", "path", "dir", "directory", "folder", "url", "uri", "name",
  ]

  /// The first value that is not allowed, as a sentence, or `nil`.
  static func problem(_ workflow: Workflow) -> String? {
    for node in workflow.nodes {
      for input in node.inputs {
        guard case .literal(let value) = input.value, let text = value.string else { continue }
        let namesFile = isMover(node.classType) || isFileName(input.name)
        guard let problem = problem(text, namesFile: namesFile) else { continue }
        return "The input '\(input.name)' of node \(node.id) (\(node.classType)) \(problem)."
      }
    }
    return nil
  }

  private static func isMover(_ classType: String) -> Bool {
    let name = classType.lowercased()
    return name.contains("load") || name.contains("save")
  }

  private static func isFileName(_ input: String) -> Bool {
    input.lowercased().split { !$0.isLetter }.contains { words.contains($0) }
  }

  private static func problem(_ text: String, namesFile: Bool) -> String? {
    if text.utf8.contains(0) { return "holds a NUL" }
    guard namesFile else { return nil }
    let bytes = Array(text.utf8)
    let isSlash = { (byte: UInt8) in byte == 0x2F || byte == 0x5C }
    if bytes.split(whereSeparator: isSlash).contains([0x2E, 0x2E]) { return "leaves its folder" }
    if text.contains("://") { return "names a place in the network" }
    let hasDrive =
      bytes.count > 1 && bytes[1] == 0x3A && (bytes.count == 2 || isSlash(bytes[2]))
    if bytes.first.map({ isSlash($0) || $0 == 0x7E }) == true || hasDrive {
      return "names a place outside ComfyUI's folders"
    }
    return nil
  }
}
