import Reward
import Testing
import Validation

@Suite struct VetoTests {
  @Test func aVetoIsMinusOneWithAReason() {
    #expect(Veto.none.value == 0 && Veto.none.reason == nil)
    #expect(Veto.because("No.").value == -1 && Veto.because("No.").reason == "No.")
  }

  @Test func fidelityNamesTheFirstObjectionOnly() {
    #expect(FidelityReward.veto(selected: ["A"], candidates: ["A", "B"], used: ["A"]) == .none)
    #expect(
      FidelityReward.veto(selected: ["A", "C"], candidates: ["A"], used: ["B"]).reason
        == "Selected but not offered: C.")
    #expect(
      FidelityReward.veto(
        selected: ["E", "D", "C", "B", "A"], candidates: ["A", "B", "C", "D", "E"], used: ["A"]
      ).reason == "Selected but not used: B, C, D and 1 more.")
    #expect(FidelityReward.veto(selected: [], candidates: [], used: []) == .none)
  }

  @Test func validityReadsTheVerdict() {
    #expect(ValidityReward.veto(Verdict(status: .accepted)) == .none)
    #expect(ValidityReward.veto(nil).reason == "There is no workflow to validate.")
    #expect(
      ValidityReward.veto(Verdict(status: .partial)).reason
        == "ComfyUI would not run all of it: the prompt is rejected")
  }

  @Test func formatAsksForAllThreeParts() {
    let whole = AnswerParts(selectedNodes: [], workflowCode: "", areTagsPresent: true)
    #expect(FormatReward.veto(whole) == .none)
  }
}
