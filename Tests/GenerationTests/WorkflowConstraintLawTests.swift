import Generation
import TestSupport
import Testing
import Tokenization
import Validation
import WorkflowCode
import WorkflowGraph

@Suite struct WorkflowConstraintLawTests {
  private let identifiers = ClassIdentifiers(TinyModel.catalog)

  @Test func `A model that knows nothing still writes programs that parse and link by type`()
    throws
  {
    let types = TinyModel.catalog.definitions.map(\.classType)
    let validator = PromptValidator(catalog: TinyModel.catalog)
    try forAll(count: 60) { random in
      let candidates = (0..<6).compactMap { _ in types.randomElement(using: &random) }
      return (["CheckpointLoaderSimple", "SaveImage", "VAEDecode"] + candidates, random)
    } law: { candidates, start in
      var random = start
      let answer = RandomProgram.walk(candidates: candidates, budget: 1_500, using: &random)
      guard answer.isFinished else { throw Broken("no end: \(answer.text.suffix(300))") }
      let parts = TranscriptParser.parts(of: answer.text, isKnown: TinyModel.catalog.contains)
      guard let response = parts.response else { throw Broken("no parts: \(answer.text)") }
      let lowered = Lowering(identifiers).read(response.code)
      guard let workflow = lowered.workflow else {
        throw Broken("\(lowered.diagnostics): \(response.code)")
      }
      let mismatches = validator.validate(workflow).issues.filter {
        $0.kind == .returnTypeMismatch || $0.kind == .dependencyCycle || $0.kind == .badLinkedInput
      }
      guard mismatches.isEmpty else { throw Broken("\(mismatches): \(response.code)") }
    }
  }

  @Test func `Each text has one spelling, the tokenizer's own`() throws {
    let types = TinyModel.catalog.definitions.map(\.classType)
    let tokenizer = TinyModel.encoder.tokenizer
    try forAll(count: 40) { random in
      ((0..<6).compactMap { _ in types.randomElement(using: &random) } + ["SaveImage"], random)
    } law: { candidates, start in
      var random = start
      let ids = RandomProgram.walk(candidates: candidates, budget: 4_000, using: &random).ids
      var own: [Int32] = []
      tokenizer.decode(ids).withUnsafeBufferPointer {
        tokenizer.encode($0, allowingControlTokens: true, into: &own)
      }
      let place = zip(own, ids).prefix { $0 == $1 }.count
      let text = tokenizer.decodeText(Array(ids[..<place]))
      // Inputs with a point in their names stand in quotes: `", "` ends one and begins the next.
      guard own == ids || text.contains("**{") else {
        throw Broken("\(text), then \(ids[place...].prefix(9))")
      }
    }
  }

  @Test(arguments: SampleWorkflows.all)
  func `What the model is taught is never forbidden`(workflow: Workflow) throws {
    let response = try SampleWorkflows.response(for: workflow)
    let ids = TinyModel.encoder.response(response)
    let place = RandomProgram.firstForbidden(
      ids, candidates: response.selectedNodes.reversed() + ["LoraLoader"])
    #expect(
      place == nil,
      "\(place.map { TinyModel.encoder.tokenizer.decodeText(Array(ids[max(0, $0 - 20)...$0])) } ?? "")"
    )
  }

  private struct Broken: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
  }
}
