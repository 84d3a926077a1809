import Generation
import Testing
import WorkflowGraph

@Suite struct RuleRepairTests {
  private let repair = RuleRepair(validator: SampleWorkflows.validator)

  @Test func `Nodes without an output behind them are dropped and named`() {
    let (workflow, repairs) = repair.droppingDeadNodes(
      SampleWorkflows.read(
        """
        {"1": {"class_type": "LoadImage", "inputs": {}},
         "2": {"class_type": "VAELoader", "inputs": {}},
         "3": {"class_type": "VAEEncode", "inputs": {"pixels": ["1", 0], "vae": ["2", 0]}},
         "4": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}}
        """))
    #expect(workflow.nodes.map(\.id) == ["1", "4"])
    #expect(
      repairs.map(\.description) == [
        "dropped VAELoader (node 2): no output depends on it",
        "dropped VAEEncode (node 3): no output depends on it",
      ])
  }

  @Test(arguments: SampleWorkflows.all)
  func `A live workflow stays as it is`(workflow: Workflow) {
    let (same, repairs) = repair.droppingDeadNodes(workflow)
    #expect(same == workflow)
    #expect(repairs == [])
  }
}
