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
    let knowledge = settings[Directives.knowledgeBase]
    let entries = try WorkflowKnowledgeFormat.read(read(knowledge + "/workflows.kb"))
    let retriever = NodeRetriever(
      catalog: nodes.catalog, workflows: WorkflowKnowledgeBase(entries))
    let habits = FileHabits(json: try JSONValue.parse(read(knowledge + "/files.json")))
    return GenerationEngine(
      bundle: bundle, retriever: retriever, hooks: HookTable(nodes.hooks), habits: habits)
  }
}
