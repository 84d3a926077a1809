import WorkflowCode
import WorkflowGraph

/// R_DAG: the code part is a valid acyclic graph.
///
/// That means: at least one statement, every variable defined above its use, every slot there.
/// Code cannot say more: a cycle needs a variable that is used above its definition.
public enum DAGReward {
  /// The workflow of a program text, or why there is none.
  static func read(
    _ code: String?, _ lowering: Lowering
  ) -> (veto: Veto, workflow: Workflow?, diagnostics: [Diagnostic]) {
    guard let code else { return (.because("There is no code."), nil, []) }
    let (workflow, diagnostics) = lowering.read(code)
    if workflow != nil { return (.none, workflow, diagnostics) }
    let first = diagnostics.first(where: \.isError)?.description ?? "it cannot be read"
    return (.because("The code is no valid graph: \(first)"), nil, diagnostics)
  }
}
