import Curation
import Generation
import JSON
import Kernels
import KnowledgeBase
import OperatingSystem
import Sampling
import WorkflowCode
import WorkflowGraph

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
    Option("recombined", "n", "Workflows made of pieces of the others, two samples each [0]."),
    Option("plan", "on|off", "Whether answers state a plan; off leaves it empty, to ablate [on]."),
    Option("example", "on|off", "Whether a known workflow is shown; off, to ablate [on]."),
    Option("form", "code|links", "How answers write workflows; links is a JSON list [code]."),
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
    let variant = try SampleVariant(arguments, catalog)
    let seed = UInt64(try arguments.int("seed", 1, atLeast: 0))
    let parts = try parallel(curated.count, "samples of workflows") { place in
      var random = SeededGenerator(seed: seed &* 1_000_003 &+ UInt64(place))
      return lines(
        try writer.samples(of: curated[place], using: &random), curated[place].entry.id,
        variant)
    }
    let isHeldOut = curated.map { heldOut.contains($0.entry.family) }
    var train = Array(zip(parts, isHeldOut).filter { !$0.1 }.map(\.0).joined())
    let count = try arguments.int("recombined", 0, atLeast: 0)
    if count > 0 {
      let recombination = Recombination(
        zip(curated, isHeldOut).filter { !$0.1 }.map(\.0), catalog: catalog)
      let children = try parallel(count, "samples of recombined workflows") { number in
        var random = SeededGenerator(seed: seed &* 1_000_003 &+ UInt64(curated.count + number))
        guard let child = recombination.child(using: &random) else { return [] }
        return lines(
          try writer.samples(of: child, using: &random), "recombined-\(number)", variant)
      }
      train += Array(children.joined())
    }
    try AtomicFile.write(train, to: try arguments.required("out"))
    if let path = arguments.text("held-out") {
      try AtomicFile.write(Array(zip(parts, isHeldOut).filter(\.1).map(\.0).joined()), to: path)
    }
    Console.note(
      "wrote samples of \(curated.count) workflows, \(heldOut.count) families held out,"
        + " and of \(count) recombined ones")
    return .success
  }

  /// The bytes that `work` makes of each number below `count`, in their order.
  private static func parallel(
    _ count: Int, _ what: String, _ work: (Int) throws -> [UInt8]
  ) throws -> [[UInt8]] {
    var parts: [[UInt8]] = []
    while parts.count < count {
      let start = parts.count
      let made = Parallel.map(min(200, count - start)) { number in
        Result { try work(start + number) }
      }
      for part in made { parts.append(try part.get()) }
      Console.note("\(what): \(parts.count) of \(count)")
    }
    return parts
  }

  private static func lines(
    _ samples: [Transcript], _ id: String, _ variant: SampleVariant
  ) -> [UInt8] {
    Array(samples.map { variant.of($0).json(id: id).bytes() + [0x0A] }.joined())
  }
}

/// What ablations change in samples.
private struct SampleVariant {
  private let statesPlan: Bool
  private let showsExample: Bool
  /// Reads code, when links are written instead.
  private let lowering: Lowering?

  init(_ arguments: Arguments, _ catalog: NodeCatalog) throws(UsageError) {
    statesPlan = try arguments.switchValue("plan", true)
    showsExample = try arguments.switchValue("example", true)
    switch arguments.text("form") ?? "code" {
    case "code": lowering = nil
    case "links": lowering = Lowering(ClassIdentifiers(catalog))
    case let other: throw UsageError(message: "--form wants code or links, not '\(other)'")
    }
  }

  func of(_ sample: Transcript) -> Transcript {
    var sample = sample
    if !statesPlan { sample.response.designPrinciple = "" }
    if !showsExample { sample.example = nil }
    if let workflow = lowering?.read(sample.response.code).workflow {
      sample.response.code = LinkList.text(of: workflow)
    }
    return sample
  }
}
