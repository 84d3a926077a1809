import Testing
import Training

struct LearningRateScheduleTests {
  @Test func `the cosine rises for 3 % and falls to 10 %`() {
    let schedule = LearningRateSchedule(peak: 2, totalSteps: 100)
    #expect(abs(schedule.rate(step: 1) - 2.0 / 3) < 1e-12)
    #expect(abs(schedule.rate(step: 3) - 2) < 1e-12)
    #expect(abs(schedule.rate(step: 100) - 0.2) < 1e-12)
    #expect(abs(schedule.rate(step: 5000) - 0.2) < 1e-12)
    let middle = LearningRateSchedule(peak: 2, totalSteps: 103).rate(step: 53)
    #expect(abs(middle - 1.1) < 1e-12)
    for step in 4...100 { #expect(schedule.rate(step: step) < schedule.rate(step: step - 1)) }
  }

  @Test func `the trapezoid rises, stays, and falls in a straight line`() {
    let schedule = LearningRateSchedule(
      peak: 1, totalSteps: 200, warmUpShare: 0.05, form: .trapezoid(decayShare: 0.2, floor: 0))
    #expect(abs(schedule.rate(step: 5) - 0.5) < 1e-12)
    for step in 10...160 { #expect(schedule.rate(step: step) == 1) }
    #expect(abs(schedule.rate(step: 180) - 0.5) < 1e-12)
    #expect(schedule.rate(step: 200) == 0)
  }

  @Test func `one step is no division by zero`() {
    for form: LearningRateSchedule.Form in [
      .cosine(floor: 0.1), .trapezoid(decayShare: 0, floor: 0),
    ] {
      #expect(LearningRateSchedule(peak: 1, totalSteps: 0, form: form).rate(step: 1).isFinite)
    }
  }
}
