import Curation
import JSON
import KnowledgeBase
import OperatingSystem
import Sampling
import WorkflowGraph

/// `nightloom curate`: cleans a corpus and writes the curated workflows.
enum CurateCommand: Subcommand {
  static let name = "curate"
  static let summary = "Cleans collected workflows and counts what each rule leaves over."
  static let usage = "--workflows FILE.jsonl --out FILE.jsonl"
  static let options = [
    Option("workflows", "file", "Collected workflows, JSON Lines (plain or .gz)."),
    Option("out", "file", "Where the curated workflows go, JSON Lines."),
    Option("report", "file", "Where the counts go, JSON."),
    Option("knowledge-base", "dir", "Where workflows.kb, nodes.json and files.json go."),
    Option("texts", "file", "Their texts in several languages: lines {id, language, text}."),
    Option("folds", "n", "Report what the scorers find with a n-th of the families held out [0]."),
    Option("config", "file", "Configuration file [Config/nightloom.conf]."),
  ]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    let installation = Installation(arguments)
    let catalog = try installation.nodes().catalog
    let entries = try CorpusReader.entries(
      CorpusFile.read(try arguments.required("workflows")))
    let outcome = Curator(catalog: catalog).curate(entries)
    if let out = arguments.text("out") {
      let lines = outcome.kept.map { $0.json.bytes() + [0x0A] }
      try AtomicFile.write(Array(lines.joined()), to: out)
    }
    if let folder = arguments.text("knowledge-base") {
      try writeKnowledge(outcome.kept, catalog: catalog, to: folder, arguments)
    }
    let report = outcome.report
    if let path = arguments.text("report") { try AtomicFile.write(report.bytes(.pretty), to: path) }
    Console.output(report.text(.pretty) + "\n")
    return .success
  }
}

extension CurateCommand {
  private static func writeKnowledge(
    _ kept: [CuratedWorkflow], catalog: NodeCatalog, to folder: String, _ arguments: Arguments
  ) throws {
    try makeFolders(folder)
    let entries = KnowledgeBaseBuilder.entries(kept, catalog: catalog)
    try AtomicFile.write(
      WorkflowKnowledgeFormat.write(
        entries, notes: ["facts, word counts, numbers and choices; no texts"]),
      to: folder + "/workflows.kb")
    let texts = try arguments.text("texts").map { try ParallelText.read(CorpusFile.read($0)) } ?? []
    let builder = RetrievalKnowledgeBuilder(
      kept, entries: entries, catalog: catalog, texts: texts)
    var random = SeededGenerator(seed: 1)
    try AtomicFile.write(
      builder.knowledge(using: &random).json.bytes(.pretty) + [0x0A], to: folder + "/nodes.json")
    let folds = try arguments.int("folds", 0, atLeast: 0)
    for step in folds > 1 ? builder.heldOutRecall(folds: folds) : [] {
      Console.note("\(step.name): recall \(step.recall) of \(step.wishes) wishes held out")
    }
    var habits = FileHabits()
    for one in kept { habits.count(one.workflow, catalog: catalog) }
    try AtomicFile.write(habits.json.bytes(.pretty), to: folder + "/files.json")
  }
}

/// Reads corpus files, unpacking those that end in `.gz` with gzip.
enum CorpusFile {
  static func read(_ path: String) throws -> [UInt8] {
    guard path.hasSuffix(".gz") else { return try InputFile.read(path) }
    let outcome = try ChildProcess.run(["gzip", "-dc", path])
    guard outcome.status == 0 else {
      throw CommandFailure(
        .noInput, "gzip cannot unpack \(path)",
        hint: String(decoding: outcome.errors, as: UTF8.self))
    }
    return outcome.output
  }
}
