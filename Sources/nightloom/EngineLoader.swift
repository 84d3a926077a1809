import Generation
import KnowledgeBase
import OperatingSystem
import Validation

extension Installation {
  /// The model, what is known, and the rules, as the configuration names them.
  func engine(_ arguments: Arguments) throws -> GenerationEngine {
    let nodes = try nodes()
    let path = arguments.text("model") ?? folder + "/Models/nightloom.gguf"
    let bundle: ModelBundle
    do {
      bundle = try ModelBundle.open(path, catalog: nodes.catalog)
    } catch {
      throw CommandFailure(
        .configuration, "cannot use the model \(path): \(error)",
        hint: "name another with --model FILE")
    }
    let entries = try WorkflowKnowledgeFormat.read(read(folder + "/KnowledgeBase/workflows.kb"))
    let retriever = NodeRetriever(
      catalog: nodes.catalog, workflows: WorkflowKnowledgeBase(entries))
    return GenerationEngine(
      bundle: bundle, retriever: retriever, hooks: HookTable(nodes.hooks))
  }
}
