import JSON
import KnowledgeBase
import OperatingSystem
import WorkflowGraph

/// `nightloom inventory`: which files the user's ComfyUI can load, and what a workflow still needs.
enum InventoryCommand: Subcommand {
  static let name = "inventory"
  static let summary = "Lists the model files of your ComfyUI, or what a workflow still needs."
  static let usage = "[list] | scan MODELS_FOLDER … | missing FILE …"
  static let options = [
    Option("json", nil, "One JSON object on standard output; missing: one a file."),
    Option("config", "file", "Configuration file [Config/nightloom.conf]."),
  ]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    let installation = Installation(arguments)
    let names = Array(arguments.positionals.dropFirst())
    switch arguments.positionals.first ?? "list" {
    case "list": return try list(arguments, installation)
    case "scan":
      guard !names.isEmpty else { throw UsageError(message: "inventory scan wants a folder") }
      return try scan(names, installation)
    case "missing":
      guard !names.isEmpty else { throw UsageError(message: "inventory missing wants a workflow") }
      return try missing(names, arguments, installation)
    case let verb:
      throw UsageError(message: "inventory wants list, scan or missing, not '\(verb)'")
    }
  }

  private static func list(
    _ arguments: Arguments, _ installation: Installation
  ) throws -> ExitStatus {
    guard let inventory = try installation.inventory() else {
      throw CommandFailure(
        .noInput, "the files of your ComfyUI are not known yet",
        hint: "nightloom inventory scan ComfyUI/models, or nightloom nodes import")
    }
    if arguments.has("json") {
      Console.output(inventory.json.text() + "\n")
    } else {
      Console.lines(
        inventory.items.map { item in
          let size = item.bytes.map { "  \($0 / 1_048_576) MiB" } ?? ""
          return "\(item.folder)/\(item.name)\(size)\n"
        }.joined())
    }
    return .success
  }

  private static func scan(
    _ folders: [String], _ installation: Installation
  ) throws -> ExitStatus {
    let inventory = Inventory(try folders.flatMap { try InventoryScan.items(below: $0).items })
    guard !inventory.items.isEmpty else {
      throw CommandFailure(
        .dataError, "no model file lies below \(folders.joined(separator: ", "))",
        hint: "name the folder that holds checkpoints, loras, vae …")
    }
    let place = installation.inventoryPath
    try AtomicFile.write(inventory.json.bytes(.pretty) + [0x0A], to: place)
    Console.output("\(inventory.items.count) files written to \(place)\n")
    return .success
  }

  private static func missing(
    _ paths: [String], _ arguments: Arguments, _ installation: Installation
  ) throws -> ExitStatus {
    let catalog = try installation.nodes().catalog
    let reader = try NeedsReader(installation)
    var isNothingMissing = true
    for path in paths {
      let needs = reader.needs(of: try WorkflowInput.read(path, catalog: catalog).workflow)
      isNothingMissing = isNothingMissing && needs.isEmpty
      if arguments.has("json") {
        let line: JSONValue = ["file": .string(path), "needs": needs.json]
        Console.output(line.text() + "\n")
      } else {
        let page = needs.isEmpty ? "needs nothing more\n" : reader.page(needs)
        Console.lines((paths.count > 1 ? "\(path):\n" : "") + page)
      }
    }
    return isNothingMissing ? .success : .no
  }
}
