import Validation
import WorkflowGraph

extension NodeDefinition {
  /// The class as an answer may write it: without the inputs that its own check judges.
  ///
  /// They are left to their start values.
  ///
  /// - Parameter hooks: What is known of the classes' own checks.
  /// - Returns: The rest of the class; `nil` when what is judged must be linked.
  func withoutJudgedInputs(_ hooks: HookTable) -> NodeDefinition? {
    if hooks.mayRefuseLinkTypes(of: classType) { return nil }
    let judged = inputs.filter { hooks.mayRefuse($0.name, of: classType) }
    if judged.isEmpty { return self }
    if judged.contains(where: ArgumentOrder.mustBeLinked) { return nil }
    var rest = self
    rest.inputs.removeAll { hooks.mayRefuse($0.name, of: classType) }
    return rest
  }
}
