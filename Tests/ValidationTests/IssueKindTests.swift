import JSON
import Testing
import Validation
import WorkflowGraph

@Suite("Names of findings")
struct IssueKindTests {
  @Test("Names are ComfyUI's own, the one for newer servers included")
  func names() {
    #expect(IssueKind.invalidDynamicInput.rawValue == "invalid_dynamic_input")
    #expect(IssueKind(rawValue: "return_type_mismatch") == .returnTypeMismatch)
  }

  @Test("A prompt whose every output fails is rejected as a whole")
  func everyOutputFails() throws {
    let verdict = try SmallServer.validator().validate([
      "1": ["class_type": "Save", "inputs": ["prefix": "x"]]
    ])
    #expect(verdict.status == .rejected)
    #expect(verdict.errorType == .promptOutputsFailedValidation)
    #expect(verdict.issues.map(\.kind) == [.requiredInputMissing])
  }

  @Test("A partly known class, and a hook of another machine, are noted without a verdict")
  func whatIsNotChecked() {
    let seen = NodeDefinition(
      classType: "Seen", tier: .observed, isOutputNode: true,
      outputs: [OutputDefinition(name: "a", type: .named("IMAGE"))])
    let hooked = NodeDefinition(classType: "Hooked", isOutputNode: true)
    let validator = PromptValidator(
      catalog: NodeCatalog([seen, hooked]),
      hooks: HookTable(["hooks": ["Hooked": ["args": [], "check": "other"]]]), options: .file)
    let verdict = validator.validate([
      "1": ["class_type": "Seen", "inputs": [:]], "2": ["class_type": "Hooked", "inputs": [:]],
    ])
    #expect(verdict.status == .accepted)
    #expect(Set(verdict.stricter.map(\.kind)) == [.partlyKnownClass, .hookNotChecked])
  }
}
