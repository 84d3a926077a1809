import Configuration
import Generation
import JSON
import KnowledgeBase
import OperatingSystem
import Ranking
import Validation
import WorkflowGraph

extension Installation {
  /// The model, what is known, and the rules, as the configuration names them.
  func engine(_ arguments: Arguments) throws -> GenerationEngine {
    let nodes = try serverNodes(.keepsNames)
    let settings = try configuration(arguments)
    let path = arguments.text("model") ?? settings[Directives.model]
    let hooks = HookTable(nodes.hooks)
    let bundle: ModelBundle
    do {
      bundle = try ModelBundle.open(path, catalog: nodes.catalog, hooks: hooks)
    } catch {
      throw CommandFailure(
        .configuration, "cannot use the model \(path): \(error)",
        hint: "name another with --model FILE")
    }
    return GenerationEngine(
      bundle: bundle,
      retriever: try retriever(nodes.catalog),
      hooks: hooks, habits: try habits(), server: try serverKnowledge(),
      policy: WorkflowPolicy(settings))
  }

  /// Finds nodes of a catalog with what `folder` knows, the configured one when it is `nil`.
  func retriever(_ catalog: NodeCatalog, in folder: String? = nil) throws -> NodeRetriever {
    let folder = try folder ?? knowledgeFolder()
    return NodeRetriever(
      catalog: catalog, workflows: try workflows(in: folder),
      knowledge: try retrievalKnowledge(in: folder))
  }

  /// The folder of what is known of nodes and workflows.
  func knowledgeFolder() throws -> String {
    try configuration(arguments)[Directives.knowledgeBase]
  }

  /// The curated workflows.
  func workflows(in folder: String) throws -> WorkflowKnowledgeBase {
    WorkflowKnowledgeBase(try WorkflowKnowledgeFormat.read(try read(folder + "/workflows.kb")))
  }

  /// What was learned about retrieval.
  func retrievalKnowledge(in folder: String) throws -> RetrievalKnowledge {
    try RetrievalKnowledge(json: try JSONValue.parse(try read(folder + "/nodes.json")))
  }

  /// Which files people load where.
  func habits() throws -> FileHabits {
    FileHabits(json: try JSONValue.parse(try read(try knowledgeFolder() + "/files.json")))
  }

  /// How freely answers are sampled: as the configuration says, else as `tune` found best, else as
  /// built in; the last also under `--fixed`.
  func sampling(_ file: ConfigurationFile) throws -> SamplingSetting {
    var setting = SamplingSetting.builtIn
    if !arguments.has("fixed"), let tuned = try tunedSampling(file) { setting = tuned.chosen }
    setting.temperature = file[Directives.temperature] ?? setting.temperature
    setting.topP = file[Directives.topP] ?? setting.topP
    setting.temperatureStep = file[Directives.temperatureStep] ?? setting.temperatureStep
    return setting
  }

  /// What `tune` found; `nil` when it never ran.
  func tunedSampling(_ file: ConfigurationFile) throws -> TunedSampling? {
    let path = file[Directives.sampling]
    guard let bytes = try userFile(path) else { return nil }
    do {
      return try TunedSampling(json: try JSONValue.parse(bytes))
    } catch {
      throw CommandFailure(
        .configuration, "cannot use \(path): \(error)",
        hint: "make it anew with 'nightloom tune', or remove it")
    }
  }
}

extension WorkflowPolicy {
  /// The policy that the configuration states.
  init(_ file: ConfigurationFile) {
    self.init(
      mode: Mode(rawValue: file[Directives.policy]) ?? .block,
      safeClasses: Set(file[Directives.safeNodes]),
      offersNamedServices: file[Directives.paidServices] == "named")
  }
}
