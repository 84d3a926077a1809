import Testing
import Training

struct GRPOSettingsTests {
  private let plain = GRPOSettings(
    update: SFTSettings(schedule: LearningRateSchedule(peak: 0.1, totalSteps: 10)))

  @Test func `the defaults are the paper's`() {
    #expect(plain.groupSize == 4)
    #expect(plain.groupSize * plain.promptsPerStep == 64)
    #expect(plain.objective == PolicyObjective())
  }

  @Test func `every setting is part of the digest`() {
    let changes: [(inout GRPOSettings) -> Void] = [
      { $0.update.seed += 1 }, { $0.objective.clipRange = 0.3 },
      { $0.objective.divergencePrice = 0 }, { $0.objective.unit = .sequence },
      { $0.groupSize = 8 }, { $0.promptsPerStep = 4 }, { $0.innerUpdates = 2 },
      { $0.semanticPrice = 1 }, { $0.imitationPrice = 1 }, { $0.further = "paper" },
    ]
    for change in changes {
      var other = plain
      change(&other)
      #expect(other.digest != plain.digest)
    }
    #expect(plain.digest == GRPOSettings(update: plain.update).digest)
  }

  @Test func `lists of prompts have digests of their own`() {
    let prompt = PolicyPrompt(wish: "a fox", candidates: ["A", "B"])
    let others = [
      PolicyPrompt(wish: "a fox", candidates: ["AB"]),
      PolicyPrompt(wish: "a fo", candidates: ["A", "B"]),
      PolicyPrompt(wish: "a fox", candidates: ["A", "B"], example: "x"),
    ]
    for other in others {
      #expect(GRPOSettings.digest(of: [other]) != GRPOSettings.digest(of: [prompt]))
    }
    #expect(
      GRPOSettings.digest(of: [prompt, others[0]]) != GRPOSettings.digest(of: [others[0], prompt]))
  }
}
