import Generation
import JSON
import KnowledgeBase
import Testing
import Validation
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

  @Test(arguments: RepairCase.all)
  func `A rule mends, and says node, input, before, after and why`(given: RepairCase) throws {
    let prompt = try JSONValue.parse(given.prompt)
    let workflow = try PromptReading.read(prompt)
    let (mended, repairs) = RepairCase.people.repair(workflow, readFrom: prompt)
    #expect(repairs.map(\.description) == given.sentences)
    #expect(RepairCase.server.validate(APIFormat.write(mended)).isClean)
    #expect(RepairCase.people.repair(mended).repairs == [])
  }

  @Test func `What the server accepts is left alone, whatever else may be wrong with it`() throws {
    let prompt = try JSONValue.parse(
      """
      {"1": {"class_type": "LoadImage", "inputs": {"image": "example.png", "more": 3}},
       "2": {"class_type": "ImageScaleBy", "inputs": {"image": 7, "upscale_method": "area",
          "scale_by": "2"}},
       "3": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
       "4": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}},
       "5": {"class_type": "VAELoader", "inputs": {}}}
      """)
    let workflow = try APIFormat.read(prompt)
    try #require(RepairCase.server.validate(prompt).isClean)
    let (same, repairs) = RepairCase.people.repair(workflow, readFrom: prompt)
    #expect(same == workflow)
    #expect(repairs == [])
    #expect(
      RepairCase.answers.repair(workflow).repairs.map(\.description) == [
        "LoadImage (node 1), input more -> nothing: LoadImage has no such input",
        "ImageScaleBy (node 2), image: 7 -> output 0 of LoadImage (node 1): "
          + "the input takes a link, not a value",
        "ImageScaleBy (node 2), scale_by: \"2\" -> 2: the input takes numbers",
        "dropped VAELoader (node 5): no output depends on it",
      ])
  }

  @Test func `Without its main nodes a prompt is not mended`() throws {
    let prompt = try JSONValue.parse(
      """
      {"1": {"class_type": "LoadImage", "inputs": {"image": "example.png"}},
       "2": {"class_type": "Wonder", "inputs": {"image": ["1", 0], "strength": 2}},
       "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}}}
      """)
    let workflow = try APIFormat.read(prompt)
    let (same, repairs) = RepairCase.people.repair(workflow, readFrom: prompt)
    #expect(same == workflow)
    #expect(repairs == [])
  }
}
