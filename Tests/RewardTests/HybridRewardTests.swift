import Reward
import TestSupport
import Testing
import Validation
import WorkflowCode
import WorkflowGraph

@Suite struct HybridRewardTests {
  private let paper = HybridReward(sampleIdentifiers)
  private let extended = HybridReward(
    sampleIdentifiers, validator: PromptValidator(catalog: sampleCatalog))

  private func total(_ answer: AnswerParts) throws -> Double {
    paper.reward(answer, candidates: candidates, gold: try goldWorkflow()).total
  }

  @Test func aValidAnswerWithAllGoldTypesEarnsOne() throws {
    #expect(try total(answer(goldTypes, goldLines)) == 1)
  }

  @Test func threeOfSixGoldTypesEarnSevenEighths() throws {
    let lines = [
      "model_1, clip_1, vae_1 = CheckpointLoaderSimple()", "latent_1 = EmptyLatentImage()",
      "conditioning_1 = CLIPTextEncode(clip=clip_1)",
    ]
    let selected = ["CheckpointLoaderSimple", "EmptyLatentImage", "CLIPTextEncode"]
    #expect(try total(answer(selected, lines)) == 0.875)
  }

  @Test func oneOfSixGoldTypesEarnsJustBelowFourFifths() throws {
    let value = try total(answer(["EmptyLatentImage"], ["latent_1 = EmptyLatentImage()"]))
    #expect(abs(value - 0.791667) < 1e-6)
  }

  @Test func noGoldTypeEarnsThreeQuarters() throws {
    #expect(try total(answer(["LoadImage"], ["image_1, mask_1 = LoadImage()"])) == 0.75)
  }

  @Test func extraCandidatesAreFree() throws {
    let lines =
      goldLines + [
        "image_2, mask_2 = LoadImage()", "_ = Preview_Image(images=image_2)",
      ]
    #expect(try total(answer(goldTypes + ["LoadImage", "Preview Image+"], lines)) == 1)
  }

  @Test func aTypeUsedTwiceAndListedOnceIsValid() throws {
    #expect(goldTypes.filter { $0 == "CLIPTextEncode" }.count == 1)
    #expect(try total(answer(goldTypes + goldTypes, goldLines)) == 1)
  }

  @Test func everyVetoEarnsMinusOne() throws {
    let noTag = AnswerParts(
      selectedNodes: goldTypes, workflowCode: goldLines.joined(separator: "\n"),
      areTagsPresent: false)
    let undefined = goldLines.map { $0.replacing("images=image_1", with: "images=image_7") }
    let cycle = goldLines.map { $0.replacing("samples=latent_2", with: "samples=image_1") }
    let slot = goldLines.map { $0.replacing("image_1 = VAE", with: "image_1, x_1 = VAE") }
    let answers: [(VetoTerm, AnswerParts)] = [
      (.format, noTag),
      (.format, answer(nil, goldLines)),
      (.format, AnswerParts(selectedNodes: goldTypes, workflowCode: nil, areTagsPresent: true)),
      (.dag, answer(goldTypes, undefined)),
      (.dag, answer(goldTypes, cycle)),
      (.dag, answer(goldTypes, slot)),
      (.dag, answer(goldTypes, [])),
      (.fidelity, answer(goldTypes + ["Dreamer"], goldLines)),
      (.fidelity, answer(goldTypes + ["LoadImage"], goldLines)),
      (.fidelity, answer(goldTypes.dropLast(), goldLines)),
    ]
    let gold = try goldWorkflow()
    for (term, answer) in answers {
      let result = paper.reward(answer, candidates: candidates, gold: gold)
      #expect(result.total == -1)
      #expect(result.firstVeto == term)
    }
  }

  @Test func eachVetoSaysWhy() throws {
    let gold = try goldWorkflow()
    func result(_ answer: AnswerParts) -> RewardBreakdown {
      paper.reward(answer, candidates: candidates, gold: gold)
    }
    #expect(
      result(answer(goldTypes + ["Dreamer"], goldLines)).fidelity.reason
        == "Selected but not offered: Dreamer.")
    #expect(
      result(answer(goldTypes + ["LoadImage"], goldLines)).fidelity.reason
        == "Selected but not used: LoadImage.")
    #expect(
      result(answer(["SaveImage"], goldLines)).fidelity.reason
        == "Used but not selected: CLIPTextEncode, CheckpointLoaderSimple, EmptyLatentImage and 2"
        + " more.")
    #expect(
      result(answer(goldTypes, ["_ = SaveImage(images=x_1)"])).dag.reason
        == "The code is no valid graph: 1:22: undefined_variable: the variable x_1 is not"
        + " defined.")
    #expect(
      result(answer(nil, goldLines)).format.reason == "The selected nodes are no readable list.")
    let empty = AnswerParts(selectedNodes: [], workflowCode: nil, areTagsPresent: false)
    #expect(result(empty).format.reason == "A part of the response is missing or misplaced.")
    #expect(result(empty).dag.reason == "There is no code.")
    #expect(
      result(empty).fidelity.reason == "There is no workflow to compare the selected nodes with.")
    let untagged = AnswerParts(selectedNodes: [], workflowCode: nil, areTagsPresent: true)
    #expect(result(untagged).format.reason == "The workflow part cannot be read.")
  }

  @Test func selectedNamesMayBeIdentifiers() throws {
    let lines = goldLines + ["_ = Preview_Image(images=image_1)"]
    #expect(try total(answer(goldTypes + ["Preview_Image"], lines)) == 1)
    #expect(paper.classType(named: "Preview_Image") == "Preview Image+")
    #expect(paper.classType(named: "Dreamer") == "Dreamer")
  }

  @Test func extendedModeLooksAtLinksAndValidity() throws {
    let gold = try goldWorkflow()
    func result(_ lines: [String]) -> RewardBreakdown {
      extended.reward(answer(goldTypes, lines), candidates: candidates, gold: gold)
    }
    #expect(result(goldLines).total == 1)
    let wrong = goldLines.map {
      $0.replacing("negative=conditioning_2", with: "negative=conditioning_1")
    }
    // Node F1 1, graph F1 16/18; the second encoder is idle, which is no fault to the server.
    #expect(abs(result(wrong).total - (3 + (1 + 16.0 / 18) / 2) / 4) < 1e-12)
    let missing = goldLines.map { $0.replacing(", latent_image=latent_1", with: "") }
    #expect(result(missing).firstVeto == .validity)
    #expect(result(missing).total == -1)
    #expect(
      result(missing).validity?.reason
        == "ComfyUI would not run all of it: required_input_missing in node 5: Required input is"
        + " missing")
    #expect(extended.mode == .extended && result(goldLines).mode == .extended)
  }

  @Test func extendedModeValidatesTheCompletedWorkflowAndMeasuresTheAnswer() throws {
    let gold = try goldWorkflow()
    let completing = HybridReward(
      sampleIdentifiers, validator: PromptValidator(catalog: sampleCatalog)
    ) { workflow in
      var full = workflow
      for place in full.nodes.indices where full.nodes[place].classType == "KSampler" {
        full.nodes[place]["latent_image"] = .link(Link(source: "4", slot: 0))
      }
      return full
    }
    let lines = goldLines.map { $0.replacing(", latent_image=latent_1", with: "") }
    let found = completing.reward(
      answer(goldTypes, lines), candidates: candidates, gold: gold)
    #expect(found.validity?.reason == nil)
    #expect(found.total < 1 && found.total > 0.75)
  }

  @Test func theRewardIsMinusOneOrFromThreeQuartersToOneAndRisesWithRecall() throws {
    let gold = try goldWorkflow()
    var last = 0.0
    for count in 0...6 {
      let lines =
        goldTypes.prefix(count).map { "_ = \(CodeSpelling.identifier(for: $0))()" }
        + ["_ = LoadImage()"]
      let selected = Array(goldTypes.prefix(count)) + ["LoadImage"]
      let result = paper.reward(answer(selected, lines), candidates: candidates, gold: gold)
      #expect(result.total > last && result.total <= 1 && result.total >= 0.75)
      last = result.total
    }
    try forAll { generator in
      goldLines.filter { _ in Int.random(in: 0..<4, using: &generator) > 0 }
    } law: { lines in
      for reward in [paper, extended] {
        let result = reward.reward(answer(goldTypes, lines), candidates: candidates, gold: gold)
        #expect(result.total == -1 || (0.75...1).contains(result.total))
      }
    }
  }

  @Test func aTermThatIsLeftOutNeverCounts() throws {
    let gold = try goldWorkflow()
    // Selected without being offered: fidelity alone objects; three of six types are found.
    let lines = [
      "model_1, clip_1, vae_1 = CheckpointLoaderSimple()", "latent_1 = EmptyLatentImage()",
      "conditioning_1 = CLIPTextEncode(clip=clip_1)",
    ]
    let names = ["CheckpointLoaderSimple", "EmptyLatentImage", "CLIPTextEncode"]
    let whole = paper.reward(answer(names, lines), candidates: [], gold: gold)
    let totals = RewardTerm.allCases.map { whole.without($0).total }
    #expect(whole.total == -1 && totals == [-1, -1, 0.875, -1, -1])
    let found = paper.reward(answer(names, lines), candidates: candidates, gold: gold)
    #expect(found.without(.correctness).total == 1 && found.without(.format).total == 0.875)
    let unclean = extended.reward(answer(names, lines), candidates: candidates, gold: gold)
    #expect(unclean.firstVeto == .validity && unclean.without(.validity).firstVeto == nil)
    let mute = paper.reward(
      AnswerParts(selectedNodes: names, workflowCode: nil, areTagsPresent: true),
      candidates: candidates, gold: gold)
    #expect(mute.firstVeto == .format && mute.without(.format).firstVeto == .dag)
    #expect(mute.without(.format).without(.dag).firstVeto == .fidelity)
  }
}
