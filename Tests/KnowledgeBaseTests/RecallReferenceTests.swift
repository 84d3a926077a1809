import Foundation
import JSON
import KnowledgeBase
import TestSupport
import Testing
import WorkflowGraph

/// Retrieval on the real corpus, against the recall of a throw-away BM25 script on the same files
/// (0.524, 0.693, 0.743 and 0.797 of the gold class types at k = 1, 3, 5 and 8).
@Suite("Retrieval finds the gold class types", .enabled(if: DataFolder.isPresent))
struct RecallReferenceTests {
  private static func classTypes(_ workflow: JSONValue) -> [String: Int] {
    var counts: [String: Int] = [:]
    var lists = [workflow["nodes"]?.array ?? []]
    for subgraph in workflow["definitions"]?["subgraphs"]?.array ?? [] {
      lists.append(subgraph["nodes"]?.array ?? [])
    }
    for node in lists.joined() {
      guard let type = node["type"]?.string, !ObjectInfoFormat.isFrontendOnly(type) else {
        continue
      }
      if type.count == 36, type.contains("-") { continue }
      counts[type, default: 0] += 1
    }
    if workflow["nodes"] == nil {
      for node in workflow.object ?? JSONObject() {
        if let type = node.value["class_type"]?.string { counts[type, default: 0] += 1 }
      }
    }
    return counts
  }

  private static func texts(_ json: JSONValue, _ key: String) -> String {
    (json[key]?.array ?? []).compactMap { $0.string ?? $0["text"]?.string }
      .joined(separator: "\n")
  }

  private static func lines(_ name: String) throws -> [JSONValue] {
    try DataFolder.read("workflows/\(name).jsonl.gz").split(separator: 0x0A).map {
      try JSONValue.parse([UInt8]($0), readsNonFinite: true)
    }
  }

  @Test("At k = 1, 3, 5 and 8")
  func recall() throws {
    let entries = try Self.lines("train").map { json in
      WorkflowEntry(
        id: json["id"]?.string ?? "",
        family: json["family"]?.string ?? json["family"]?.text() ?? "",
        classTypes: Self.classTypes(json["workflow"] ?? .null),
        names: (json["name"]?.string ?? "") + "\n" + Self.texts(json, "names"),
        text: Self.texts(json, "descriptions"), notes: Self.texts(json, "notes"))
    }
    let knowledge = WorkflowKnowledgeBase(entries)
    let bytes = WorkflowKnowledgeFormat.write(entries)
    #expect(try WorkflowKnowledgeFormat.read(bytes) == entries)
    print("knowledge base of", entries.count, "workflows:", bytes.count, "bytes")
    var found: [Int: Double] = [:]
    var size: [Int: Double] = [:]
    var tests = 0
    for json in try Self.lines("test") {
      let described = (json["descriptions"]?.array ?? []).compactMap { $0["text"]?.string }
      guard let prompt = described.first else { continue }
      let gold = Set(Self.classTypes(json["workflow"] ?? .null).keys)
      tests += 1
      for k in [1, 3, 5, 8] {
        let hits = knowledge.nearest(to: prompt, limit: k)
        let union = Set(hits.flatMap { $0.entry.classTypes.map(\.classType) })
        found[k, default: 0] += Double(gold.intersection(union).count) / Double(max(gold.count, 1))
        size[k, default: 0] += Double(union.count)
      }
    }
    let recall = [1, 3, 5, 8].map { (found[$0] ?? 0) / Double(max(tests, 1)) }
    print(
      "recall over", tests, "prompts:", recall,
      [1, 3, 5, 8].map { (size[$0] ?? 0) / Double(max(tests, 1)) })
    #expect(tests > 50)
    #expect(recall[1] > 0.6 && recall[3] > 0.7)
  }

  private static func shipped(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: repositoryRoot.appendingPathComponent("Config/\(name)")))
  }

  @Test("Among 60 nodes that the shipped scorer puts highest")
  func shippedScorer() throws {
    let nodes = try NodeKnowledgeBase.load(
      NodeKnowledgeBase.Files(
        core: Self.shipped("Catalog/core.catalog"),
        extended: Self.shipped("Catalog/extended.catalog")), reach: .extended)
    let retriever = NodeRetriever(
      catalog: nodes.catalog,
      workflows: WorkflowKnowledgeBase(
        try WorkflowKnowledgeFormat.read(Self.shipped("KnowledgeBase/workflows.kb"))),
      knowledge: try RetrievalKnowledge(
        json: JSONValue.parse(Self.shipped("KnowledgeBase/nodes.json"))))
    let shares = try Self.lines("test").compactMap { json -> Double? in
      let described = (json["descriptions"]?.array ?? []).compactMap { $0["text"]?.string }
      guard let prompt = described.first else { return nil }
      let gold = Set(Self.classTypes(json["workflow"] ?? .null).keys)
      let found = retriever.likeliest(for: prompt, limit: 60)
      return Double(gold.intersection(found).count) / Double(max(gold.count, 1))
    }
    let recall = shares.reduce(0, +) / Double(max(shares.count, 1))
    print("recall among 60 nodes over", shares.count, "prompts:", recall)
    #expect(shares.count > 50 && recall > 0.85)
  }
}
