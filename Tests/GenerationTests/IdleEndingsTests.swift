import JSON
import Testing
import WorkflowGraph

@testable import Generation

@Suite struct IdleEndingsTests {
  private func workflow(_ text: String) throws -> Workflow {
    try APIFormat.read(try JSONValue.parse(text))
  }

  private static let picture = """
    "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "a.safetensors"}},
    "2": {"class_type": "LoadImage", "inputs": {"image": "a.png"}},
    "3": {"class_type": "SaveImage", "inputs": {"images": ["2", 0], "filename_prefix": "a"}}
    """

  @Test func `A model shown as text is dropped, and said so`() throws {
    let preview = """
      "4": {"class_type": "PreviewAny", "inputs": {"source": ["1", 0]}}
      """
    let shown = try workflow("{\(Self.picture), \(preview)}")
    let (kept, repairs) = IdleEndings.dropped(from: shown, TinyModel.catalog)
    #expect(kept.nodes.map(\.id) == ["1", "2", "3"])
    #expect(repairs == ["node 4: PreviewAny dropped, as text MODEL tells nothing"])
  }

  @Test func `Text stays shown`() throws {
    let shown = try workflow(
      """
      {"1": {"class_type": "PrimitiveString", "inputs": {"value": "a fox"}},
       "2": {"class_type": "PreviewAny", "inputs": {"source": ["1", 0]}},
       "3": {"class_type": "LoadImage", "inputs": {"image": "a.png"}},
       "4": {"class_type": "SaveImage", "inputs": {"images": ["3", 0], "filename_prefix": "a"}}}
      """)
    #expect(IdleEndings.dropped(from: shown, TinyModel.catalog).workflow == shown)
  }

  @Test func `The only output node stays`() throws {
    let only = try workflow(
      """
      {"1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "a.safetensors"}},
       "2": {"class_type": "PreviewAny", "inputs": {"source": ["1", 0]}}}
      """)
    let (kept, repairs) = IdleEndings.dropped(from: only, TinyModel.catalog)
    #expect(kept == only)
    #expect(repairs.isEmpty)
  }
}
