import Testing

@testable import Generation

@Suite struct PlannedCountsTests {
  private let plan = PlannedCounts(
    plan: "Load: CheckpointLoaderSimple, LoraLoader x3. Condition: CLIPTextEncode x2,"
      + " CLIPTextEncode. Sample: KSampler (Efficient).")
  private let selected = ["CheckpointLoaderSimple", "LoraLoader", "SaveImage"]

  @Test func `A plan limits each class type to the times it names it`() {
    #expect(plan.limit(of: "CheckpointLoaderSimple", among: selected) == 1)
    #expect(plan.limit(of: "LoraLoader", among: selected) == 3)
    #expect(plan.limit(of: "CLIPTextEncode", among: selected) == 3)
    #expect(plan.limit(of: "KSampler (Efficient)", among: selected) == 1)
  }

  @Test func `A class type the plan forgot may be used once`() {
    #expect(plan.limit(of: "SaveImage", among: selected) == 1)
  }

  @Test func `A plan that names no selected node limits nothing`() {
    #expect(PlannedCounts(plan: "Draw a fox.").limit(of: "SaveImage", among: selected) == nil)
    #expect(PlannedCounts().limit(of: "SaveImage", among: selected) == nil)
  }
}
