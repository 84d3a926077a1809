import Generation
import TestSupport
import Testing
import Validation
import WorkflowCode
import WorkflowGraph

@Suite struct CompactFormLawTests {
  private let compact = CompactForm(catalog: TinyModel.catalog)
  private let words = PromptWords(prompt: "a fox", negative: "blurry")

  private func check(_ workflow: Workflow) throws {
    let short = compact.abbreviate(workflow)
    let (full, changes) = compact.complete(short, words: words, seed: 5)
    guard SampleWorkflows.links(full) == SampleWorkflows.links(workflow) else {
      throw Broken("links changed")
    }
    guard changes.isEmpty else { throw Broken("\(changes)") }
    let verdict = SampleWorkflows.validator.validate(full)
    guard verdict.passesGate else { throw Broken("\(verdict.issues) \(verdict.stricter)") }
    guard compact.abbreviate(full) == short else { throw Broken("abbreviated otherwise") }
  }

  @Test(arguments: SampleWorkflows.all)
  func `A shortened workflow is completed to one that passes`(workflow: Workflow) throws {
    try #require(SampleWorkflows.validator.validate(workflow).passesGate)
    try check(workflow)
  }

  @Test func `Programs of a model that knows nothing survive being shortened`() throws {
    let lowering = Lowering(SampleWorkflows.identifiers)
    let repair = RuleRepair(validator: SampleWorkflows.validator)
    let types = TinyModel.catalog.definitions.filter { !$0.isAPINode }.map(\.classType)
    let common = ["CheckpointLoaderSimple", "EmptyLatentImage", "VAEDecode", "SaveImage"]
    var passed = 0
    try forAll(seed: 11, count: 40) { random in
      let extra = (0..<2).compactMap { _ in types.randomElement(using: &random) }
      let text = RandomProgram.walk(candidates: common + extra, budget: 700, using: &random).text
      let parts = TranscriptParser.parts(of: text, isKnown: TinyModel.catalog.contains)
      let workflow = parts.code.flatMap { lowering.read($0).workflow } ?? Workflow()
      return compact.complete(repair.repair(workflow).workflow, words: words, seed: 5).workflow
    } law: { workflow in
      guard !workflow.nodes.isEmpty, SampleWorkflows.validator.validate(workflow).passesGate
      else { return }
      passed += 1
      try check(workflow)
    }
    #expect(passed >= 10, "only \(passed) of 40 random programs pass, too few to test a law")
  }

  private struct Broken: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
  }
}
