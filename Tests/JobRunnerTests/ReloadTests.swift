import Testing

@testable import JobRunner

@Suite("Reload")
struct ReloadTests {
  @Test("a wish is taken once, however often it was raised")
  func wish() {
    let wish = ReloadWish()
    #expect(!wish.take())
    wish.raise()
    wish.raise()
    #expect(wish.take() && !wish.take())
  }

  @Test("what stands in threads, sockets and the command line stays, the rest is new")
  func taken() {
    var old = RunnerConfiguration()
    (old.workers, old.controlSocket, old.deadline, old.jobLimit) = (2, "a", 5, 7)
    var new = RunnerConfiguration()
    (new.workers, new.answers, new.window) = (4, 2, "22:00-06:00")
    let taken = new.taken(over: old)
    #expect(taken.workers == 2 && taken.controlSocket == "a")
    #expect(taken.deadline == 5 && taken.jobLimit == 7)
    #expect(taken.answers == 2 && taken.window == "22:00-06:00")
  }
}
