import JSON
import WorkflowGraph

/// Findings about class types, which can be made even when the server gives up at the first.
struct ClassRules {
  let catalog: NodeCatalog
  let hooks: HookTable
  let options: ValidationOptions

  /// Findings in document order.
  func check(_ prompt: JSONObject) -> [StricterIssue] {
    prompt.members.compactMap { member in
      guard let name = member.value["class_type"]?.string, !catalog.contains(name) else {
        return nil
      }
      if let replacement = hooks.replacement(of: name), catalog.contains(replacement.newClass) {
        return issue(
          .replacedClass, .warning, member.key, name,
          "the server replaces this class by \(replacement.newClass), and drops inputs",
          replacement.newClass)
      }
      if ObjectInfoFormat.isFrontendOnly(name) {
        return issue(
          .frontendOnlyType, .error, member.key, name,
          "\(name) exists only in the browser and cannot be sent to the server", nil)
      }
      let nearest =
        options.suggestsNames
        ? NearestName.of(name, among: catalog.definitions.lazy.map(\.classType)) : nil
      return issue(
        .unknownClass, .error, member.key, name, "no definition of \(name) is known", nearest)
    }
  }

  private func issue(
    _ kind: StricterKind, _ level: IssueLevel, _ id: String, _ classType: String,
    _ message: String, _ suggestion: String?
  ) -> StricterIssue {
    StricterIssue(
      kind: kind, level: level, nodeID: id, classType: classType, message: message,
      suggestion: suggestion)
  }
}
