public import KnowledgeBase
import WorkflowGraph

/// Builds the workflow knowledge base: facts, word counts and wiring of curated workflows, no
/// sentence of their authors and no value they set.
public enum KnowledgeBaseBuilder {
  /// One entry for each workflow.
  public static func entries(_ curated: [CuratedWorkflow]) -> [WorkflowEntry] {
    curated.map { one in
      var counts: [String: Int] = [:]
      for node in one.workflow.nodes { counts[node.classType, default: 0] += 1 }
      let words =
        one.entry.descriptions + WorkflowFacts(one.workflow).words
        + ConceptLexicon.standard.terms(metBy: one.workflow)
      return WorkflowEntry(
        id: one.entry.id, family: one.entry.family, classTypes: counts,
        names: one.entry.names.joined(separator: "\n"), text: words.joined(separator: "\n"),
        notes: one.entry.notes, skeleton: WorkflowSkeleton(one.workflow))
    }
  }
}
