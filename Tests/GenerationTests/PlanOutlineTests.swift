import TestSupport
import Testing
import WorkflowGraph

@testable import Generation

@Suite struct PlanOutlineTests {
  private let offer = SmallOffer.of(SmallOffer.textToImage)

  private var plan: PlanOutline {
    PlanOutline(offer, selected: SmallOffer.textToImage.compactMap(offer.place))
  }

  @Test func `Counts of 1 spell the plan of the selection`() {
    let text = (0..<plan.count).map { place in
      String(decoding: plan.choices(at: place)[0].text, as: UTF8.self)
    }.joined()
    #expect(
      text == "Load: CheckpointLoaderSimple. Condition: CLIPTextEncode. Latent: EmptyLatentImage."
        + " Sample: KSampler. Decode: VAEDecode. Output: SaveImage.")
    let nodes = SmallOffer.textToImage.map { Node(id: $0, classType: $0) }
    #expect(text == DesignPrinciple(catalog: TinyModel.catalog).text(for: nodes))
  }

  @Test func `Each name may be followed by its count`() {
    let choices = plan.choices(at: 1)
    #expect(plan.node(before: 1) == offer.place(of: "CheckpointLoaderSimple"))
    #expect(choices.map(\.count) == Array(1...PlanOutline.largestCount))
    #expect(String(decoding: choices[1].text, as: UTF8.self) == " x2. Condition: CLIPTextEncode")
    #expect(plan.choices(at: 0).count == 1)
    #expect(plan.node(before: 0) == nil)
  }

  @Test func `A plan costs what its nodes say`() {
    let selected = SmallOffer.textToImage.compactMap(offer.place)
    #expect(plan.cost(from: 0) == PlanOutline.cost(offer, selected: selected))
    for place in 0..<plan.count {
      let text = plan.choices(at: place)[0].text
      let rest = plan.cost(from: place) - plan.cost(from: place + 1)
      #expect(rest == SmallOffer.vocabulary.tightCost(text))
    }
    #expect(plan.cost(from: plan.count) == 0)
  }

  @Test func `Nothing selected needs no plan`() {
    #expect(PlanOutline(offer, selected: []).count == 0)
    #expect(PlanOutline.cost(offer, selected: []) == 0)
  }
}
