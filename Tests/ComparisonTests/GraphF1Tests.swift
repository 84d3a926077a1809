import Comparison
import Testing
import WorkflowGraph

@Suite struct GraphF1Tests {
  private func bound(_ prediction: Workflow, _ gold: Workflow) -> Int {
    var names = NameTable()
    let left = ComparableWorkflow(prediction, names: &names)
    return left.typedLinkOverlap(with: ComparableWorkflow(gold, names: &names))
  }

  private func expect(
    _ prediction: Workflow, nodes: PrecisionRecall, links: PrecisionRecall, bound: Int,
    _ location: SourceLocation = #_sourceLocation
  ) {
    let result = GraphF1.compare(prediction, with: textToImage)
    #expect(NodeF1.compare(prediction, with: textToImage) == nodes, sourceLocation: location)
    #expect(result.score == links, sourceLocation: location)
    #expect(result.isExact, sourceLocation: location)
    #expect(self.bound(prediction, textToImage) == bound, sourceLocation: location)
  }

  private let allNodes = PrecisionRecall(matches: 7, predicted: 7, gold: 7)
  private let allLinks = PrecisionRecall(matches: 9, predicted: 9, gold: 9)

  @Test func theSameGraphScoresOneInAnyOrderUnderAnyIDs() {
    expect(textToImage, nodes: allNodes, links: allLinks, bound: 9)
    var reversed = textToImage
    reversed.nodes.reverse()
    expect(reversed, nodes: allNodes, links: allLinks, bound: 9)
    expect(textToImage.renamed { "n" + $0 }, nodes: allNodes, links: allLinks, bound: 9)
    #expect(allLinks.f1 == 1 && allLinks.precision == 1 && allLinks.recall == 1)
  }

  @Test func exchangedTwinsScoreOne() {
    let exchanged = textToImage.feeding("5", "positive", from: "3")
      .feeding("5", "negative", from: "2")
    expect(exchanged, nodes: allNodes, links: allLinks, bound: 9)
  }

  @Test func aMissingEncoderCostsItsTwoLinks() {
    let smaller = textToImage.removing("3")
    let nodes = PrecisionRecall(matches: 6, predicted: 6, gold: 7)
    let links = PrecisionRecall(matches: 7, predicted: 7, gold: 9)
    expect(smaller, nodes: nodes, links: links, bound: 7)
    #expect(nodes.f1 == 12.0 / 13)
    #expect(links.f1 == 14.0 / 16)
  }

  @Test func aWrongWiringOfTheRightTypesIsSeen() {
    let wrong = textToImage.feeding("5", "negative", from: "2")
    let links = PrecisionRecall(matches: 8, predicted: 9, gold: 9)
    expect(wrong, nodes: allNodes, links: links, bound: 9)
    #expect(links.f1 == 16.0 / 18)
  }

  @Test func nothingInCommonScoresZero() {
    let other = Workflow(nodes: [made("1", "LoadImage"), made("2", "Preview", [("x", "1", 0)])])
    expect(
      other, nodes: PrecisionRecall(matches: 0, predicted: 2, gold: 7),
      links: PrecisionRecall(matches: 0, predicted: 1, gold: 9), bound: 0)
  }

  @Test func emptyLinkSetsAreEqualAndOneEmptySetIsNothing() {
    let single = Workflow(nodes: [made("1", "LoadImage")])
    #expect(GraphF1.compare(single, with: single).score.f1 == 1)
    #expect(GraphF1.compare(Workflow(), with: Workflow()).score.f1 == 1)
    #expect(GraphF1.compare(single, with: textToImage).score.f1 == 0)
    #expect(GraphF1.compare(textToImage, with: single).score.precision == 0)
  }

  @Test func slotsAndInputNamesCount() {
    let gold = Workflow(nodes: [made("1", "A"), made("2", "B", [("x", "1", 0)])])
    let otherSlot = Workflow(nodes: [made("1", "A"), made("2", "B", [("x", "1", 1)])])
    let otherInput = Workflow(nodes: [made("1", "A"), made("2", "B", [("y", "1", 0)])])
    #expect(GraphF1.compare(otherSlot, with: gold).score.matches == 0)
    #expect(GraphF1.compare(otherInput, with: gold).score.matches == 0)
  }

  @Test func theMappingSaysWhichNodesMeet() {
    let exchanged = textToImage.feeding("5", "positive", from: "3")
      .feeding("5", "negative", from: "2")
    #expect(
      GraphF1.compare(exchanged, with: textToImage).mapping == [0, 2, 1, 3, 4, 5, 6])
  }

  @Test func aLimitOfNothingStillGivesALowerBound() {
    let wrong = textToImage.feeding("5", "negative", from: "2")
    let result = GraphF1.compare(wrong, with: textToImage, expansionLimit: 0)
    #expect(!result.isExact)
    #expect(result.score.matches == 8)
  }

  @Test func loopsAndCirclesDoNotTrap() {
    let loop = Workflow(nodes: [
      made("1", "A", [("x", "1", 0), ("y", "2", 0), ("z", "9", 0)]),
      made("2", "A", [("x", "1", 0)]),
    ])
    let result = GraphF1.compare(loop, with: loop)
    #expect(result.score == PrecisionRecall(matches: 3, predicted: 3, gold: 3))
  }
}
