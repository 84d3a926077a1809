import Curation
import Evaluation
import JSON
import KnowledgeBase
import OperatingSystem
import Sampling
import WorkflowGraph

/// `nightloom recall`: measures which of a workflow's nodes retrieval offers for its description.
enum RecallCommand: Subcommand {
  static let name = "recall"
  static let summary = "Measures which nodes of described workflows retrieval offers."
  static let usage = "--workflows FILE.jsonl [--knowledge-base DIR] [--texts FILE.jsonl]"
  static let options = [
    Option("workflows", "file", "Described workflows, JSON Lines (plain or .gz)."),
    Option("knowledge-base", "dir", "Folder of workflows.kb and nodes.json [as configured]."),
    Option("texts", "file", "The same wishes in other languages: lines {id, language, text}."),
    Option("json", nil, "One JSON object a row on standard output."),
    Option("config", "file", "Configuration file [Config/nightloom.conf]."),
  ]
  private static let bootstrapSeed: UInt64 = 20_250_611

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    let installation = Installation(arguments)
    let catalog = try installation.nodes(.extended).catalog
    let folder = try arguments.text("knowledge-base") ?? installation.knowledgeFolder()
    let workflows = try installation.workflows(in: folder)
    let start = BootClock.system.seconds
    let knowledge = try installation.retrievalKnowledge(in: folder)
    Console.note("read nodes.json in \(milliseconds(since: start)) ms")
    let retriever = NodeRetriever(catalog: catalog, workflows: workflows, knowledge: knowledge)
    Console.note("ready \(milliseconds(since: start)) ms after that began")
    let wishes = try cases(arguments, installation)
    guard !wishes.isEmpty else {
      throw CommandFailure(.dataError, "the file holds no described workflow that can be read")
    }
    var rows: [RetrievalRecall.Row] = []
    let measure = measure(retriever, wishes)
    for system in measure.ladder { rows.append(measure.row(system)) }
    if let path = arguments.text("texts") {
      rows += try languages(path, retriever, wishes)
    }
    print(rows, json: arguments.has("json"))
    return .success
  }

  private static func milliseconds(since start: Double) -> Int {
    Int((BootClock.system.seconds - start) * 1000)
  }

  private static func print(_ rows: [RetrievalRecall.Row], json: Bool) {
    if json {
      for row in rows { Console.lines(row.json.text() + "\n") }
    } else {
      Console.lines("| System | recall of gold class types | candidates | ms a wish |\n")
      Console.lines("|---|---|---|---|\n")
      for row in rows { Console.lines(row.text + "\n") }
    }
  }

  private static func measure(
    _ retriever: NodeRetriever, _ cases: [RetrievalCase]
  ) -> RetrievalRecall {
    var random = SeededGenerator(seed: bootstrapSeed)
    return RetrievalRecall(
      retriever, cases: cases, bootstrap: Bootstrap(sampleCount: cases.count, using: &random),
      clock: { BootClock.system.seconds })
  }

  /// The described workflows; all definitions are known, so that any file can be read.
  private static func cases(
    _ arguments: Arguments, _ installation: Installation
  ) throws -> [RetrievalCase] {
    let catalog = try installation.nodes().catalog
    let entries = try CorpusReader.entries(
      CorpusFile.read(try arguments.required("workflows")))
    return entries.compactMap { entry in
      guard let prompt = entry.descriptions.first,
        let workflow = try? WorkflowFile.read(entry.workflow, catalog: catalog)
      else { return nil }
      let gold = Set(workflow.nodes.map(\.classType))
      guard !gold.isEmpty else { return nil }
      return RetrievalCase(id: entry.id, prompt: prompt, family: entry.family, gold: gold)
    }
  }

  /// One row a language, for the wishes that a file has in it.
  private static func languages(
    _ path: String, _ retriever: NodeRetriever, _ cases: [RetrievalCase]
  ) throws -> [RetrievalRecall.Row] {
    let texts = try ParallelText.read(CorpusFile.read(path))
    let languages = Set(texts.map(\.language)).sorted()
    return try languages.map { language in
      var prompts: [String: String] = [:]
      for text in texts where text.language == language { prompts[text.id] = text.text }
      let own = cases.compactMap { one in
        prompts[one.id].map {
          RetrievalCase(id: one.id, prompt: $0, family: one.family, gold: one.gold)
        }
      }
      guard !own.isEmpty else {
        throw CommandFailure(.dataError, "\(path) has no text of a workflow measured, \(language)")
      }
      let measure = measure(retriever, own)
      guard let last = measure.ladder.dropLast().last else { return measure.row(measure.inUse) }
      var row = measure.row(last)
      row.name = "\(row.name), \(own.count) wishes in \(language)"
      return row
    }
  }
}
