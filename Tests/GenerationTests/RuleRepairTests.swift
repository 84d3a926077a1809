import Generation
import Testing
import WorkflowGraph

@Suite struct RuleRepairTests {
  private let repair = RuleRepair(validator: SampleWorkflows.validator)

  @Test func `Nodes without an output behind them are dropped and named`() {
    let (workflow, repairs) = repair.repair(
      SampleWorkflows.read(
        """
        {"1": {"class_type": "LoadImage", "inputs": {}},
         "2": {"class_type": "VAELoader", "inputs": {}},
         "3": {"class_type": "VAEEncode", "inputs": {"pixels": ["1", 0], "vae": ["2", 0]}},
         "4": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}}
        """))
    #expect(workflow.nodes.map(\.id) == ["1", "4"])
    #expect(
      repairs == [
        "dropped VAELoader (node 2): no output depends on it",
        "dropped VAEEncode (node 3): no output depends on it",
      ])
  }

  @Test(arguments: SampleWorkflows.all)
  func `A live workflow stays as it is`(workflow: Workflow) {
    let (same, repairs) = repair.repair(workflow)
    #expect(same == workflow)
    #expect(repairs == [])
  }

  @Test func `Without an output node nothing is dropped`() {
    let workflow = SampleWorkflows.read("{\"1\": {\"class_type\": \"LoadImage\", \"inputs\": {}}}")
    #expect(repair.repair(workflow).workflow == workflow)
    #expect(repair.repair(Workflow()).workflow == Workflow())
  }

  @Test func `Circles and links from nowhere end the search`() {
    let workflow = SampleWorkflows.read(
      """
      {"1": {"class_type": "ImageInvert", "inputs": {"image": ["2", 0]}},
       "2": {"class_type": "ImageInvert", "inputs": {"image": ["1", 0]}},
       "3": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
       "4": {"class_type": "LoadImage", "inputs": {}}}
      """)
    #expect(repair.repair(workflow).workflow.nodes.map(\.id) == ["1", "2", "3"])
    let torn = Workflow(nodes: [
      Node(
        id: "3", classType: "PreviewImage",
        inputs: [NodeInput(name: "images", value: .link(Link(source: "9", slot: 0)))])
    ])
    #expect(repair.repair(torn).workflow == torn)
  }
}
