import JSON
import Testing
import WorkflowGraph

@testable import Generation

@Suite struct PromptReadingTests {
  @Test func `A node without a class type is kept for rules to find`() throws {
    let prompt = try JSONValue.parse(
      """
      {"1": {"inputs": {"images": ["2", 0]}}, "2": {"class_type": "LoadImage", "inputs": {}}}
      """)
    let workflow = try PromptReading.read(prompt)
    #expect(workflow.nodes.map(\.classType) == ["", "LoadImage"])
    #expect(PromptReading.changes(prompt, workflow).isEmpty)
  }

  @Test func `What is no node and what is no link is said`() throws {
    let prompt = try JSONValue.parse(
      """
      {"1": {"class_type": "LoadImage", "inputs": {"image": [1, 2, 3]}}, "extra": {"pos": 4}}
      """)
    let workflow = try PromptReading.read(prompt)
    let reasons = PromptReading.changes(prompt, workflow).map(\.reason)
    #expect(reasons == ["the server takes a bare list for a link", "it is no node"])
  }
}
