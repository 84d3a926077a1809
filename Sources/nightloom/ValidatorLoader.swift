import JSON
import KnowledgeBase
import Validation
import WorkflowGraph

extension Installation {
  /// The rules as `--catalog` and `--files` name them.
  ///
  /// - Parameters:
  ///   - arguments: What the command was called with.
  ///   - options: How to check; who asks for files decides about file names.
  ///   - asksForFiles: Whether model and media files must exist.
  /// - Returns: The validator.
  /// - Throws: ``CommandFailure`` or ``SystemCallError`` when a file cannot be read, ``JSONError``
  ///   when it is no JSON.
  func validator(
    _ arguments: Arguments, _ options: ValidationOptions, asksForFiles: Bool
  ) throws -> PromptValidator {
    let known = try definitions(arguments)
    var options = options
    options.treatsFileChoicesAsNames = !asksForFiles
    return PromptValidator(
      catalog: known.catalog, hooks: HookTable(known.hooks),
      files: asksForFiles ? try mediaFiles(arguments) : nil, options: options)
  }

  /// Whether model and media files must exist: when asked for, or when the user's server is known
  /// and no other was named.
  ///
  /// - Parameter arguments: What the command was called with.
  /// - Returns: Whether file names are held against those that are there.
  /// - Throws: ``SystemCallError`` or ``JSONError`` when the list of the user's files cannot be read.
  func asksForFiles(_ arguments: Arguments) throws -> Bool {
    if arguments.has("any-file") { return false }
    return try arguments.has("server") || arguments.text("catalog") == nil && inventory() != nil
  }

  /// The definitions that `--catalog` names; without it those of the user's server.
  private func definitions(_ arguments: Arguments) throws -> NodeKnowledgeBase {
    guard let name = arguments.text("catalog") else { return try serverNodes(.hasNoFile) }
    if let reach = NodeKnowledgeBase.Reach(rawValue: name) { return try nodes(reach) }
    let catalog = ObjectInfoFormat.read(try JSONValue.parse(InputFile.read(name)))
    return NodeKnowledgeBase(catalog: catalog, hooks: try nodes(.core).hooks)
  }

  /// The media files that hooks find: those named, or those of the server whose definitions the
  /// shipped catalog holds.
  private func mediaFiles(_ arguments: Arguments) throws -> MediaFiles {
    if let path = arguments.text("files") {
      return MediaFiles(try JSONValue.parse(InputFile.read(path)))
    }
    return MediaFiles(try JSONValue.parse(try catalogFile("media.json")))
  }
}
