import JSON
import KnowledgeBase
import TestSupport
import Testing
import WorkflowCode
import WorkflowGraph

@testable import Curation

@Suite struct CuratorTests {
  private let curator = Curator(catalog: SmallCorpus.catalog)

  private func curate(_ texts: String...) -> Curator.Outcome {
    curator.curate(
      texts.enumerated().map { SmallCorpus.entry("w\($0.offset)", $0.element) })
  }

  private static let image = """
    "1": {"class_type": "LoadImage", "inputs": {"image": "a.png"}}
    """

  @Test(arguments: [
    ("{\"what\": 1}", CurationRule.flattened, "flattened: "),
    (
      "{\(image), \"2\": {\"class_type\": \"No Such\", \"inputs\": {}}}", .knownNodes,
      "knownNodes: unknown class type"
    ),
    (
      "{\"1\": {\"class_type\": \"PreviewImage\", \"inputs\": {}}}", .executable,
      "executable: fewer than two nodes"
    ),
    (
      """
      {"1": {"class_type": "ImageInvert", "inputs": {"image": ["2", 0]}},
       "2": {"class_type": "ImageInvert", "inputs": {"image": ["1", 0]}},
       "3": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}}
      """, .executable, "executable: cycle"
    ),
    (
      "{\(image), \"2\": {\"class_type\": \"ImageInvert\", \"inputs\": {\"image\": [\"1\", 0]}}}",
      .executable, "executable: no output node"
    ),
    (
      "{\(image), \"2\": {\"class_type\": \"PreviewImage\", \"inputs\": {\"images\": [\"1\", 5]}}}",
      .executable, "executable: link from a missing output"
    ),
    (
      "{\(image), \"2\": {\"class_type\": \"PreviewImage\", \"inputs\": {\"images\": [\"1\", 1]}}}",
      .executable, "executable: link of a type its input does not take"
    ),
  ])
  func `A rule drops what it names`(text: String, rule: CurationRule, reason: String) {
    let outcome = curate(text)
    #expect(outcome.kept.isEmpty)
    #expect(outcome.reasons.count == 1)
    #expect(outcome.reasons.keys.first?.hasPrefix(reason) == true, "\(outcome.reasons)")
    for other in CurationRule.allCases {
      let isPassed = CurationRule.allCases.prefix { $0 != rule }.contains(other)
      #expect((outcome.counts[other] ?? 0) == (isPassed ? 1 : 0), "\(other)")
    }
  }

  @Test func `Nodes that no output node depends on are taken away`() throws {
    let outcome = curate(
      """
      {\(Self.image), "2": {"class_type": "ImageInvert", "inputs": {"image": ["1", 0]}},
       "3": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
       "4": {"class_type": "VAELoader", "inputs": {"vae_name": "a.safetensors"}}}
      """)
    let kept = try #require(outcome.kept.first)
    #expect(kept.workflow.nodes.map(\.id) == ["1", "3"])
  }

  @Test func `A good workflow passes every rule and keeps its graph`() throws {
    let outcome = curate(SmallCorpus.loraText)
    #expect(CurationRule.allCases.allSatisfy { outcome.counts[$0] == 1 })
    #expect(outcome.reasons == [:])
    #expect(outcome.kept.map(\.workflow) == [SmallCorpus.lora])
  }

  @Test func `Graphs that differ in ids, order and seed are kept once`() {
    let renumbered = SmallCorpus.loraText.replacing("\"3\"", with: "\"33\"")
    let reseeded = SmallCorpus.loraText.replacing("\"seed\": 7", with: "\"seed\": 8")
    let other = SmallCorpus.loraText.replacing("\"steps\": 25", with: "\"steps\": 26")
    let outcome = curate(SmallCorpus.loraText, renumbered, reseeded, other)
    #expect(outcome.kept.map(\.entry.id) == ["w0", "w3"])
    #expect(outcome.counts[.convertible] == 4)
    #expect(outcome.counts[.distinct] == 2)
    #expect(outcome.reasons == ["distinct: equal to an earlier graph": 2])
  }

  @Test func `The report holds counts, reasons and sizes`() {
    let report = curate(SmallCorpus.loraText, "{\"what\": 1}", SmallCorpus.loraText).report
    #expect(report["kept"] == 1)
    #expect(
      report["left_after_rule"]
        == [
          "collected": 3, "flattened": 2, "knownNodes": 2, "executable": 2, "convertible": 2,
          "distinct": 1,
        ])
    #expect(report["nodes"] == ["2-7": 0, "8-15": 1, "16-30": 0, "31-60": 0, "over 60": 0])
    #expect(report["dropped"]?["distinct: equal to an earlier graph"] == 1)
    #expect(report["changed_in_round_trip"] == [])
  }

  @Test func `A curated workflow is read again as an entry`() throws {
    let curated = try #require(
      curator.curate([
        SmallCorpus.entry("a", SmallCorpus.loraText, names: ["N"], descriptions: ["A text."])
      ]).kept.first)
    let entry = try #require(try CorpusReader.entries(curated.json.bytes()).first)
    #expect(entry.id == "a" && entry.family == "f-a" && entry.names == ["N"])
    #expect(entry.descriptions == ["A text."])
    #expect(try WorkflowFile.read(entry.workflow, catalog: SmallCorpus.catalog) == curated.workflow)
  }

  @Test(.enabled(if: DataFolder.isPresent))
  func `Real workflows go through code and API unchanged`() throws {
    let catalog = SmallCorpus.load(.all)
    let entries = try CorpusReader.entries(try SmallCorpus.firstTrainLines(300))
    try #require(entries.count == 300)
    let outcome = Curator(catalog: catalog).curate(entries)
    #expect(outcome.kept.count >= 200, "\(outcome.reasons)")
    #expect(outcome.changedInRoundTrip == [])
    let identifiers = ClassIdentifiers(catalog)
    for one in outcome.kept {
      let api = try APIFormat.read(APIFormat.write(one.workflow))
      let code = try Printer(identifiers).print(api)
      let back = try #require(Lowering(identifiers).read(code).workflow, "\(one.entry.id)")
      let again = try APIFormat.read(APIFormat.write(back))
      #expect(text(again, catalog) == text(one.workflow, catalog), "\(one.entry.id)")
    }
  }

  private func text(_ workflow: Workflow, _ catalog: NodeCatalog) -> String {
    Normalization.canonicalText(workflow, catalog: catalog, ignoresSeeds: false)
  }
}
