/// What nightloom finds wrong beyond the server's checks; none of these names is ComfyUI's.
public enum StricterKind: String, Sendable, CaseIterable {
  /// A class type that no definition describes; the server names only the first.
  case unknownClass = "unknown_class"
  /// A literal, `null` included, in a socket whose type has no widget.
  case literalOnLinkInput = "literal_on_link_input"
  /// A literal in a forced socket whose type has a widget; it does run.
  case literalOnForcedInput = "literal_on_forced_input"
  /// The selector of a required dynamic combo is absent.
  case dynamicKeyMissing = "dynamic_key_missing"
  /// A selector matches no option, is linked, or is wrapped.
  case dynamicKeyUnknown = "dynamic_key_unknown"
  /// Autogrow slots are not filled from the first without a hole.
  case autogrowGap = "autogrow_gap"
  /// An autogrow slot lies past the last one.
  case autogrowBeyondMax = "autogrow_beyond_max"
  /// The autogrow input itself is given instead of its slots.
  case autogrowBareInput = "autogrow_bare_input"
  /// The definition knows no such input.
  case unknownInput = "unknown_input"
  /// A link to a node that does not exist.
  case danglingLink = "dangling_link"
  /// A link from a node to itself.
  case selfLink = "self_link"
  /// A link's source id is no text.
  case linkIDNotString = "link_id_not_string"
  /// A link's slot is no integer.
  case slotNotInteger = "slot_not_integer"
  /// A link's slot is negative.
  case slotNegative = "slot_negative"
  /// A link's slot lies past the last output.
  case slotOutOfRange = "slot_out_of_range"
  /// Sockets of one match-type template carry different types, or one that is not allowed.
  case matchTypeConflict = "matchtype_conflict"
  /// An integer off the widget's step.
  case stepMisaligned = "step_misaligned"
  /// NaN or infinity.
  case notFinite = "not_finite"
  /// A literal whose JSON type is not the declared one.
  case coercedValue = "coerced_value"
  /// No output node depends on the node.
  case nodeUnreachable = "node_unreachable"
  /// The server would drop an output and run the rest.
  case partialOutputs = "partial_outputs"
  /// A type only the frontend knows.
  case frontendOnlyType = "frontend_only_type"
  /// A class the server replaces by a newer one.
  case replacedClass = "replaced_class"
  /// A class ComfyUI marks as deprecated.
  case deprecatedClass = "deprecated_class"
  /// A file name that is not among the known files.
  case modelFileUnknown = "model_file_unknown"
  /// A class of which only link types are known.
  case partlyKnownClass = "partly_known_class"
  /// A class with a check of its own that depends on the machine.
  case hookNotChecked = "hook_not_checked"
}
