import Configuration
import Generation
import JSON
import KnowledgeBase
import OperatingSystem
import Validation

extension Installation {
  /// The model, what is known, and the rules, as the configuration names them.
  func engine(_ arguments: Arguments) throws -> GenerationEngine {
    let nodes = try serverNodes(.keepsNames)
    let settings = try configuration(arguments)
    let path = arguments.text("model") ?? settings[Directives.model]
    let bundle: ModelBundle
    do {
      bundle = try ModelBundle.open(path, catalog: nodes.catalog)
    } catch {
      throw CommandFailure(
        .configuration, "cannot use the model \(path): \(error)",
        hint: "name another with --model FILE")
    }
    return GenerationEngine(
      bundle: bundle,
      retriever: NodeRetriever(catalog: nodes.catalog, workflows: try workflows()),
      hooks: HookTable(nodes.hooks), habits: try habits(), server: try serverKnowledge())
  }

  /// The curated workflows.
  func workflows() throws -> WorkflowKnowledgeBase {
    let folder = try configuration(arguments)[Directives.knowledgeBase]
    return WorkflowKnowledgeBase(
      try WorkflowKnowledgeFormat.read(try read(folder + "/workflows.kb")))
  }

  /// Which files people load where.
  func habits() throws -> FileHabits {
    let folder = try configuration(arguments)[Directives.knowledgeBase]
    return FileHabits(json: try JSONValue.parse(try read(folder + "/files.json")))
  }
}
