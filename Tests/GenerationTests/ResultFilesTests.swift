import Generation
import JSON
import Testing
import Validation
import WorkflowCode
import WorkflowGraph

@Suite struct ResultFilesTests {
  private func files(
    _ engine: GenerationEngine, _ request: GenerationRequest = SmallEngine.request()
  ) throws -> [ResultFiles.File] {
    ResultFiles(engine).files(try WorkflowGenerator(engine).run(request), request)
  }

  private func text(_ name: String, _ files: [ResultFiles.File]) throws -> String {
    let file = try #require(files.first { $0.name == name }, "no \(name)")
    return String(decoding: file.bytes, as: UTF8.self)
  }

  private func graph(_ workflow: Workflow) -> String {
    Normalization.canonicalText(workflow, catalog: TinyModel.catalog, ignoresSeeds: false)
  }

  @Test func `A folder holds the files of the contract`() throws {
    let files = try files(try SmallEngine.answering(SampleWorkflows.textToImage))
    #expect(
      files.map(\.name) == [
        "1.workflow.json", "1.api.json", "1.preview.svg", "1.code.txt", "rank.json", "reasoning.md",
      ])
    #expect(files.allSatisfy { $0.bytes.last == 0x0A || $0.name.hasSuffix(".svg") })
  }

  @Test(arguments: SampleWorkflows.all)
  func `All forms of an answer hold the same graph`(workflow: Workflow) throws {
    let files = try files(try SmallEngine.answering(workflow))
    let catalog = TinyModel.catalog
    let api = try APIFormat.read(try JSONValue.parse(text("1.api.json", files)))
    let ui = try UIFormat.read(
      try JSONValue.parse(text("1.workflow.json", files)), catalog: catalog)
    #expect(graph(ui.workflow) == graph(api))
    let code = Lowering(SampleWorkflows.identifiers).read(try text("1.code.txt", files))
    #expect(graph(try #require(code.workflow)) == graph(api))
    let picture = try EmbeddedFormat.read(Array(text("1.preview.svg", files).utf8))
    #expect(graph(try APIFormat.read(try #require(picture.api))) == graph(api))
    let inside = try UIFormat.read(try #require(picture.ui), catalog: catalog)
    #expect(graph(inside.workflow) == graph(api))
    #expect(SampleWorkflows.validator.validate(api).passesGate)
  }

  @Test func `The note's plan is that of the nodes in the file`() throws {
    let engine = try SmallEngine.answering(SampleWorkflows.textToImage)
    let page = try JSONValue.parse(text("1.workflow.json", files(engine)))
    let nodes = try #require(page["nodes"]?.array)
    let note = try #require(nodes.first { $0["type"] == "MarkdownNote" })
    let shown = try #require(note["widgets_values"]?[0]?.string)
    #expect(
      shown.hasPrefix(
        "**Plan.** Load: CheckpointLoaderSimple. Condition: CLIPTextEncode x2. "
          + "Latent: EmptyLatentImage. Sample: KSampler. Decode: VAEDecode. "
          + "Output: SaveImage.\n\n**Score.** "), "\(shown)")
  }

  @Test func `The same request gives the same bytes`() throws {
    let engine = SmallEngine.make(try RandomModel.bundle())
    var request = SmallEngine.request()
    (request.answers, request.maximumTokens) = (3, 400)
    let first = try files(engine, request)
    #expect(try files(engine, request) == first)
    request.key = [9]
    #expect(try files(engine, request) != first)
  }

  @Test func `Without a passing answer only the reasons are written`() throws {
    let engine = try SmallEngine.answering(SampleWorkflows.textToImage)
    var request = SmallEngine.request()
    request.maximumTokens = 5
    let files = try files(engine, request)
    #expect(files.map(\.name) == ["rank.json", "reasoning.md"])
    let rank = try JSONValue.parse(text("rank.json", files))
    #expect(rank["answers"]?[0]?["failed_rule"] == "format")
    #expect(rank["answers"]?[0]?["score"]?.double == -1)
    #expect(
      try text("reasoning.md", files).hasSuffix(
        "\n\nNo answer passed all rules; rank.json names the first failed rule of each.\n"))
  }

  @Test func `The ranking names every answer with its numbers`() throws {
    let files = try files(try SmallEngine.answering(SampleWorkflows.textToImage))
    let rank = try JSONValue.parse(text("rank.json", files))
    #expect(rank["schema"] == "nightloom.rank/1")
    #expect(rank["prompt"] == "text to image of a {red|blue} fox")
    #expect(rank["sampled"] == 2)
    #expect(rank["policy"] == ["mode": "block", "safe_nodes": []])
    let best = try #require(rank["answers"]?[0])
    #expect(best["place"] == 1)
    #expect(best["found"] == "2 of 2")
    #expect(best["consensus"]?.double == 1)
    #expect(best["nodes"] == 7)
    #expect(best["failed_rule"] == .null)
    #expect(best["repairs"] == [])
    #expect(best["policy"] == [])
    #expect(best["needs"]?["files"]?[0]?["folders"] == ["checkpoints"])
    #expect(best["needs"]?["packs"]?[0]?["class_types"]?.array?.count == 6)
    #expect(best["seed"]?.string != nil)
  }

  @Test(arguments: [(-1, 0), (0, 0), (1, 1), (9, 1)])
  func `No more answers are written than asked for`(keep: Int, written: Int) throws {
    var request = SmallEngine.request()
    request.keep = keep
    let files = try files(try SmallEngine.answering(SampleWorkflows.textToImage), request)
    #expect(files.filter { $0.name.hasSuffix(".api.json") }.count == written)
  }

  @Test func `A wish full of backquotes stays inside its fence`() throws {
    var request = SmallEngine.request()
    request.prompt = "```` text to image ````"
    let page = try text(
      "reasoning.md", try files(try SmallEngine.answering(SampleWorkflows.textToImage), request))
    #expect(
      page.hasPrefix("# Wish\n\n`````\n```` text to image ````\n`````\n\n# Rounds\n\n- Round 1"))
  }
}
