import Testing
import WorkflowGraph

@testable import Generation

@Suite struct UnknownNodesTests {
  private let repair = RuleRepair(validator: SampleWorkflows.validator)

  @Test func `Who takes from an unknown node takes what it would hand on`() {
    let (workflow, repairs) = repair.repair(
      SampleWorkflows.read(
        """
        {"1": {"class_type": "LoadImage", "inputs": {"image": "example.png"}},
         "2": {"class_type": "SharpenWithAPackNobodyHas", "inputs": {"image": ["1", 0]}},
         "3": {"class_type": "ImageInvert", "inputs": {"image": ["2", 0]}},
         "4": {"class_type": "ImageBlur", "inputs":
            {"image": ["3", 0], "blur_radius": 1, "sigma": 1.0}},
         "5": {"class_type": "PreviewImage", "inputs": {"images": ["4", 0]}}}
        """))
    #expect(
      workflow.nodes.map(\.classType) == ["LoadImage", "ImageInvert", "ImageBlur", "PreviewImage"])
    #expect(workflow.nodes[1]["image"] == .link(Link(source: "1", slot: 0)))
    #expect(
      repairs.map(\.description).contains { $0.contains("SharpenWithAPackNobodyHas (node 2)") })
  }
}
