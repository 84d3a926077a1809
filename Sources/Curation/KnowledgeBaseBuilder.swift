import Generation
import JSON
public import KnowledgeBase
public import WorkflowGraph

/// Builds the workflow knowledge base: facts, word counts, wiring, numbers and choices of curated
/// workflows; no sentence of their authors, no file of theirs.
public enum KnowledgeBaseBuilder {
  /// One entry for each workflow; `catalog` says which values are choices.
  public static func entries(
    _ curated: [CuratedWorkflow], catalog: NodeCatalog
  ) -> [WorkflowEntry] {
    let form = CompactForm(catalog: catalog)
    return curated.map { one in
      var counts: [String: Int] = [:]
      for node in one.workflow.nodes { counts[node.classType, default: 0] += 1 }
      let words =
        one.entry.descriptions + WorkflowFacts(one.workflow).words
        + ConceptLexicon.standard.terms(metBy: one.workflow)
      return WorkflowEntry(
        id: one.entry.id, family: one.entry.family, classTypes: counts,
        names: one.entry.names.joined(separator: "\n"), text: words.joined(separator: "\n"),
        notes: one.entry.notes, skeleton: WorkflowSkeleton(one.workflow),
        values: values(of: form.abbreviate(one.workflow), catalog))
    }
  }

  /// What the model would be taught to write of a workflow's values, and the links in their place.
  private static func values(of short: Workflow, _ catalog: NodeCatalog) -> [GivenValue] {
    var values: [GivenValue] = []
    for node in short.nodes {
      for input in catalog[node.classType]?.inputs ?? [] where WidgetOrder.hasWidget(input) {
        let value: JSONValue
        switch node[input.name] {
        case .link: value = .null
        case .literal(let literal) where input.type.name != "STRING": value = literal
        default: continue
        }
        let place = values.firstIndex {
          $0.classType == node.classType && $0.input == input.name && $0.value == value
        }
        if let place {
          values[place].count += 1
        } else {
          values.append(GivenValue(classType: node.classType, input: input.name, value: value))
        }
      }
    }
    return values.sorted {
      ($0.classType, $0.input, $0.value.text()) < ($1.classType, $1.input, $1.value.text())
    }
  }
}
