import JSON
import KnowledgeBase
import OperatingSystem
import WorkflowGraph

/// `nightloom nodes`: looks into the node catalog, or takes over that of the user's own server.
enum NodesCommand: Subcommand {
  static let name = "nodes"
  static let summary = "Finds and shows node definitions, or imports those of your server."
  static let usage = "search WORDS … | show CLASS … | import OBJECT_INFO.json"
  static let options = [
    Option("limit", "n", "search: the most class types [20]."),
    Option("json", nil, "One JSON object a class on standard output."),
    Option("config", "file", "Configuration file [Config/nightloom.conf]."),
  ]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    let words = Array(arguments.positionals.dropFirst())
    guard let verb = arguments.positionals.first, !words.isEmpty else {
      throw UsageError(message: "nodes wants search, show or import, and what")
    }
    let installation = Installation(arguments)
    switch verb {
    case "search":
      return try search(words.joined(separator: " "), arguments, installation.nodes().catalog)
    case "show": return try show(words, arguments, installation.nodes().catalog)
    case "import":
      guard words.count == 1 else { throw UsageError(message: "nodes import wants one file") }
      return try importDefinitions(words[0], installation)
    default: throw UsageError(message: "nodes wants search, show or import, not '\(verb)'")
    }
  }

  /// Lists classes that share a word with `text`, best first: the one of that name,
  /// then the rest, the partly known ones last.
  private static func search(
    _ text: String, _ arguments: Arguments, _ catalog: NodeCatalog
  ) throws -> ExitStatus {
    let retriever = NodeRetriever(catalog: catalog, workflows: WorkflowKnowledgeBase([]))
    let limit = try arguments.int("limit", 20, atLeast: 1)
    let ranked = retriever.classTypes(for: text, limit: catalog.count).compactMap { catalog[$0] }
    let name = Concept.reduced(text)
    func rank(_ definition: NodeDefinition) -> Int {
      if Concept.reduced(definition.classType) == name { return 0 }
      return definition.tier == .observed ? 2 : 1
    }
    let found = (0...2).flatMap { place in ranked.filter { rank($0) == place } }
    for definition in found.prefix(limit) {
      Console.lines(
        arguments.has("json")
          ? NodePage(definition).json.text() + "\n" : NodePage(definition).headline + "\n")
    }
    if found.isEmpty { Console.note("no class shares a word with '\(text)'") }
    return found.isEmpty ? .no : .success
  }

  private static func show(
    _ names: [String], _ arguments: Arguments, _ catalog: NodeCatalog
  ) throws -> ExitStatus {
    for name in names {
      guard let definition = catalog[name] else {
        let near = UsageError.nearest(name, catalog.definitions.map(\.classType))
        throw CommandFailure(
          .dataError, "no class is called '\(name)'",
          hint: near.map { "did you mean \($0)?" } ?? "nightloom nodes search finds one by words")
      }
      let page = NodePage(definition)
      Console.lines(arguments.has("json") ? page.json.text() + "\n" : page.text)
    }
    return .success
  }

  private static func importDefinitions(
    _ path: String, _ installation: Installation
  ) throws -> ExitStatus {
    let json = try JSONValue.parse(InputFile.read(path))
    let catalog = try installation.modelFolders().definitions(objectInfo: json)
    guard catalog.contains("KSampler") else {
      throw CommandFailure(
        .dataError, "\(path) is no answer of /object_info: it does not define KSampler",
        hint: "Jobs/import-object-info.sh fetches it from a running ComfyUI")
    }
    let place = try installation.installedCatalogPath()
    try AtomicFile.write(CatalogFormat.write(catalog), to: place)
    let shipped = try installation.nodes(.extended).catalog
    let unknown = catalog.definitions.count { !shipped.contains($0.classType) }
    Console.output(
      "\(catalog.count) classes written to \(place), \(unknown) of them new to nightloom\n")
    return .success
  }
}
