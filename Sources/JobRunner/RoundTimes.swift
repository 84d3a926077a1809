import JobStore

/// When the rounds of one job began, and what was written before the present one.
struct RoundTimes {
  private var round = 1
  private var starts: [Int64]
  private var tokens = 0
  /// Tokens of the rounds before.
  private(set) var tokensBefore = 0

  /// The first round begins at this time of the boot clock, in milliseconds.
  init(boot: Int64) { starts = [boot] }

  /// Whether the budget is used up: a round that began in time is finished, one that began later
  /// is not.
  func arePast(budget: Int64) -> Bool {
    round > 1 && (starts.last ?? 0) - starts[0] >= budget
  }

  /// Takes note of a token.
  mutating func progress(_ round: Int, _ tokens: Int, boot: Int64) {
    if round > self.round {
      self.round = round
      tokensBefore += self.tokens
      starts.append(boot)
    }
    self.tokens = tokens
  }

  /// Fills in when the rounds ended and how long they took.
  func complete(_ attempts: inout [Attempt], boot: Int64, wall: Int64) {
    for index in attempts.indices {
      let start = index < starts.count ? starts[index] : boot
      let end = index + 1 < starts.count ? starts[index + 1] : boot
      attempts[index].milliseconds = end - start
      attempts[index].endedAt = wall - (boot - end)
    }
  }
}
