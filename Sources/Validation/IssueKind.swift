/// What ComfyUI's server finds wrong with a prompt; raw values are the server's own names.
///
/// Source: Comfy-Org/ComfyUI v0.33.0: execution.py, server.py.
public enum IssueKind: String, Sendable, CaseIterable {
  /// The request has no `prompt`.
  case noPrompt = "no_prompt"
  /// `prompt_id` is no canonical UUID.
  case invalidPromptID = "invalid_prompt_id"
  /// A node has no class, or one that is not installed.
  case missingNodeType = "missing_node_type"
  /// No node is an output node.
  case promptNoOutputs = "prompt_no_outputs"
  /// No output node is valid.
  case promptOutputsFailedValidation = "prompt_outputs_failed_validation"
  /// The prompt's shape makes the server fail with HTTP 500.
  case serverException = "server_exception_500"
  /// A required input is absent.
  case requiredInputMissing = "required_input_missing"
  /// A link is no list of two elements.
  case badLinkedInput = "bad_linked_input"
  /// A link's type does not fit the input.
  case returnTypeMismatch = "return_type_mismatch"
  /// A literal cannot be converted to the declared type.
  case invalidInputType = "invalid_input_type"
  /// A value lies below the range.
  case valueSmallerThanMin = "value_smaller_than_min"
  /// A value lies above the range.
  case valueBiggerThanMax = "value_bigger_than_max"
  /// A value is none of the choices.
  case valueNotInList = "value_not_in_list"
  /// The class's own hook refused a value.
  case customValidationFailed = "custom_validation_failed"
  /// Checking a node that another one uses raised an exception.
  case exceptionDuringInnerValidation = "exception_during_inner_validation"
  /// Checking an output node raised an exception.
  case exceptionDuringValidation = "exception_during_validation"
  /// The node depends on itself.
  case dependencyCycle = "dependency_cycle"
  /// Reserved for newer servers.
  case invalidDynamicInput = "invalid_dynamic_input"
}
