import Comparison
import Testing
import WorkflowGraph

@Suite struct TypeF1Tests {
  @Test func typesCountOnceHoweverOftenTheyOccur() {
    let smaller = textToImage.removing("3")
    #expect(
      TypeF1.compare(smaller, with: textToImage)
        == PrecisionRecall(matches: 6, predicted: 6, gold: 6))
    var names = NameTable()
    let left = ComparableWorkflow(smaller, names: &names)
    let right = ComparableWorkflow(textToImage, names: &names)
    #expect(TypeF1.compare(left, with: right).f1 == 1)
  }

  @Test func setsOfNamesAreComparedAlike() {
    let score = TypeF1.compare(["A", "B"], with: ["B", "C", "D"])
    #expect(score == PrecisionRecall(matches: 1, predicted: 2, gold: 3))
    #expect(score.precision == 0.5)
    #expect(score.recall == 1.0 / 3)
    #expect(score.f1 == 0.4)
  }
}
