import Ranking
import Testing

@Suite struct SelectionAgreementTests {
  @Test func oneListAgreesWithItselfFully() {
    let agreement = SelectionAgreement([["A", "B", "B"]])
    #expect(agreement.value(of: ["A", "B"]) == 1)
    #expect(agreement.value(of: ["A"]) == 2.0 / 3)
    #expect(agreement.value(of: ["C"]) == 0)
  }

  @Test func sharesOfAllListsCount() {
    // f(A) = 1, f(B) = 1/2, f(C) = 1/2, sum 2.
    let agreement = SelectionAgreement([["A", "B"], ["A", "C"]])
    #expect(agreement.value(of: ["A", "B"]) == 2 * 1.5 / 4)
    #expect(agreement.value(of: ["A"]) == 2.0 / 3)
  }

  @Test func withoutListsThereIsNothingToAgreeWith() {
    #expect(SelectionAgreement([]).value(of: ["A"]) == nil)
    #expect(SelectionAgreement([[]]).value(of: ["A"]) == nil)
  }
}
