import JSON
import KnowledgeBase
import WorkflowGraph

/// What workflows need beyond what the user's server is known to have, for people.
struct NeedsReader {
  private let server: ServerKnowledge
  private let repositories: JSONValue

  init(_ installation: Installation) throws {
    server = try installation.serverKnowledge()
    repositories = try JSONValue.parse(try installation.catalogFile("packs.json"))
  }

  /// The needs of a workflow.
  func needs(of workflow: Workflow) -> WorkflowNeeds { server.needs(of: workflow) }

  /// The needs as lines for people; no line when there are none.
  func page(_ needs: WorkflowNeeds) -> String {
    needs.packs.map { pack in
      let repository = repositories[pack.name]?.string.map { " (https://github.com/\($0))" } ?? ""
      let name = pack.name.isEmpty ? "a pack that is not known" : "the pack \(pack.name)"
      return "needs \(name)\(repository): \(pack.classTypes.joined(separator: ", "))\n"
    }.joined()
      + needs.services.map { service in
        "needs an account and credits for \(service.name): "
          + service.classTypes.joined(separator: ", ") + "\n"
      }.joined()
      + needs.files.map { file in
        let place = file.folders.map { "models/\($0)" }.joined(separator: " or ")
        return "needs the file \(file.name)" + (place.isEmpty ? "" : " in \(place)")
          + " for node \(file.nodes.joined(separator: ", "))\n"
      }.joined()
  }
}
