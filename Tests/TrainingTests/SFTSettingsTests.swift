import Testing
import Training

struct SFTSettingsTests {
  @Test func `every setting changes the digest`() {
    let plain = SFTSettings(schedule: LearningRateSchedule(peak: 0.1, totalSteps: 10))
    let changes: [(inout SFTSettings) -> Void] = [
      { $0.batchTokens += 1 }, { $0.beta1 = 0.8 }, { $0.beta2 = 0.9 }, { $0.epsilon = 1e-7 },
      { $0.decay = 0 }, { $0.clip = 2 }, { $0.seed = 2 }, { $0.lanes = 3 },
      { $0.schedule.peak = 0.2 }, { $0.schedule.totalSteps = 11 },
      { $0.schedule.warmUpShare = 0 }, { $0.schedule.form = .cosine(floor: 0) },
      { $0.schedule.form = .trapezoid(decayShare: 0.1, floor: 0.1) },
    ]
    var digests = [plain.digest]
    for change in changes {
      var settings = plain
      change(&settings)
      #expect(!digests.contains(settings.digest))
      digests.append(settings.digest)
    }
    #expect(plain.digest == SFTSettings(schedule: plain.schedule).digest)
  }
}
