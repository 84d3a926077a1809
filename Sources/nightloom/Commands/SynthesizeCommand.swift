import Curation
import Generation
import JSON
import KnowledgeBase
import OperatingSystem
import Sampling

/// `nightloom synthesize`: writes reasoning samples from curated workflows.
enum SynthesizeCommand: Subcommand {
  static let name = "synthesize"
  static let summary = "Writes reasoning samples (wish, nodes, plan, code) from curated workflows."
  static let usage =
    "--curated FILE.jsonl --out FILE.jsonl --held-out FILE.jsonl [--knowledge-base DIR]"
  static let options = [
    Option("curated", "file", "Curated workflows, as `curate` writes them."),
    Option("out", "file", "Where the training samples go, JSON Lines."),
    Option("held-out", "file", "Where the samples of every 50th family go."),
    Option("knowledge-base", "dir", "Folder of workflows.kb and nodes.json [as configured]."),
    Option("seed", "n", "Seed of wording, candidates and order [1]."),
    Option("config", "file", "Configuration file [Config/nightloom.conf]."),
  ]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    let installation = Installation(arguments)
    let catalog = try installation.nodes().catalog
    let entries = try CorpusReader.entries(InputFile.read(arguments.required("curated")))
    let curated = try entries.map {
      CuratedWorkflow(entry: $0, workflow: try WorkflowFile.read($0.workflow, catalog: catalog))
    }
    let retriever = try installation.retriever(catalog, in: arguments.text("knowledge-base"))
    let writer = DatasetWriter(catalog: catalog, choice: CandidateChoice(retriever))
    let families = Dictionary(grouping: curated.indices) { curated[$0].entry.family }.keys.sorted()
    let heldOut = Set(families.enumerated().filter { $0.offset % 50 == 0 }.map(\.element))
    let seed = UInt64(try arguments.int("seed", 1, atLeast: 0))
    var lines: (train: [UInt8], heldOut: [UInt8]) = ([], [])
    for (index, one) in curated.enumerated() {
      var random = SeededGenerator(seed: seed &* 1_000_003 &+ UInt64(index))
      let samples = try writer.samples(of: one, using: &random)
      if (index + 1) % 200 == 0 { Console.note("samples of \(index + 1) workflows written") }
      let text = Array(samples.map { $0.json(id: one.entry.id).bytes() + [0x0A] }.joined())
      if heldOut.contains(one.entry.family) {
        lines.heldOut += text
      } else {
        lines.train += text
      }
    }
    try AtomicFile.write(lines.train, to: try arguments.required("out"))
    if let path = arguments.text("held-out") { try AtomicFile.write(lines.heldOut, to: path) }
    Console.note("wrote samples of \(curated.count) workflows, \(heldOut.count) families held out")
    return .success
  }
}
