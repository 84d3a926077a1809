import Testing
import WorkflowGraph

@testable import Generation

@Suite struct StandInTests {
  private let repair = RuleRepair(validator: SampleWorkflows.validator)

  @Test func `A node under another name becomes the class that knows its inputs`() {
    let (workflow, _) = repair.repair(
      SampleWorkflows.read(
        """
        {"1": {"class_type": "LoadImage", "inputs": {"image": "example.png"}},
         "2": {"class_type": "ImageScaleByFactorFromSomewhere", "inputs":
            {"image": ["1", 0], "upscale_method": "lanczos", "scale_by": 2.0}},
         "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}}}
        """))
    #expect(workflow.nodes.map(\.classType) == ["LoadImage", "ImageScaleBy", "PreviewImage"])
  }
}
